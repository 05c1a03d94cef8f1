/* A disk that fails: from the first-th to the last-th write to files whose path begins so, each call answers with this error.
   Or a slow one: each sync takes so long. Loaded before the C library (LD_PRELOAD); nothing is done until one of the two is asked for. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int seen;
static int first = -1, last = -1, error, slowness;
static char prefix[4096];

void fail_writes(const char *path, int from, int to, int number) {
    strncpy(prefix, path, sizeof prefix - 1);
    seen = 0;
    first = from;
    last = to;
    error = number;
}

void slow_syncs(int milliseconds) { slowness = milliseconds; }

int writes_seen(void) { return seen; }

static int fails(int file) {
    char link[64], path[4096];
    ssize_t size;
    int number, kept = errno;
    if (first < 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    size = readlink(link, path, sizeof path - 1);
    errno = kept;
    if (size < 0) return 0;
    path[size] = 0;
    if (strncmp(path, prefix, strlen(prefix))) return 0;
    number = atomic_fetch_add(&seen, 1);
    if (number < first || number > last) return 0;
    errno = error;
    return 1;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)

ssize_t write(int file, const void *data, size_t size) { REAL(write); return fails(file) ? -1 : real(file, data, size); }
ssize_t pwrite(int file, const void *data, size_t size, off_t at) { REAL(pwrite); return fails(file) ? -1 : real(file, data, size, at); }
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) { REAL(pwrite64); return fails(file) ? -1 : real(file, data, size, at); }
int fsync(int file) { REAL(fsync); usleep(slowness * 1000); return fails(file) ? -1 : real(file); }
int fdatasync(int file) { REAL(fdatasync); usleep(slowness * 1000); return fails(file) ? -1 : real(file); }
int ftruncate(int file, off_t size) { REAL(ftruncate); return fails(file) ? -1 : real(file, size); }
int ftruncate64(int file, off64_t size) { REAL(ftruncate64); return fails(file) ? -1 : real(file, size); }
int posix_fallocate(int file, off_t at, off_t size) { REAL(posix_fallocate); return fails(file) ? error : real(file, at, size); }
