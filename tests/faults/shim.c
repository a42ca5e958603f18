/* Stands between the program and the C library, counts the calls that change a file system, and strikes at one of them.
 *
 * FAULTS_HOW   count | kill | torn (a write ends halfway) | full (no room from here on) | error:NUMBER | pause
 * FAULTS_AT    at which call, from 1
 * FAULTS_LOG   a file to which each call is written: its name, a tab, the path
 * FAULTS_GATE  pause: this file is made when the call comes, and the program goes on when it is gone
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum how { COUNT, KILL, TORN, FULL, ERROR, PAUSE };
/* What becomes of a call: it goes on, it fails, or half of it is done. */
enum fate { ON, FAIL, HALF };

static atomic_long calls;
static enum how how = COUNT;
static long at;
static int failure;
static int log_fd = -1;
static const char *gate;

__attribute__((constructor)) static void begin(void) {
    const char *word = getenv("FAULTS_HOW");
    if (word && !strcmp(word, "kill")) how = KILL;
    if (word && !strcmp(word, "torn")) how = TORN;
    if (word && !strcmp(word, "full")) how = FULL, failure = ENOSPC;
    if (word && !strncmp(word, "error:", 6)) how = ERROR, failure = atoi(word + 6);
    if (word && !strcmp(word, "pause")) how = PAUSE;
    at = getenv("FAULTS_AT") ? atol(getenv("FAULTS_AT")) : 0;
    gate = getenv("FAULTS_GATE");
    const char *log = getenv("FAULTS_LOG");
    if (log) log_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
}

/* The absolute path of what a call is about. */
static void locate(char *out, int dir, const char *path) {
    char link[64];
    ssize_t length = 0;
    if (path && path[0] == '/') {
        snprintf(out, PATH_MAX, "%s", path);
        return;
    }
    if (dir == AT_FDCWD)
        length = getcwd(out, PATH_MAX) ? (ssize_t)strlen(out) : 0;
    else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
        length = readlink(link, out, PATH_MAX - 1);
    }
    if (length < 0) length = 0;
    out[length] = 0;
    if (path) snprintf(out + length, PATH_MAX - length, "/%s", path);
}

static enum fate strike(const char *name, int dir, const char *path, int grows) {
    int kept = errno;
    char place[2 * PATH_MAX];
    locate(place, dir, path);
    if (!strncmp(place, "/dev/", 5) && strncmp(place, "/dev/shm/", 9)) return ON;
    if (!strncmp(place, "/proc/", 6) || !strncmp(place, "/sys/", 5)) return ON;
    long now = atomic_fetch_add(&calls, 1) + 1;
    if (log_fd >= 0) {
        char line[2 * PATH_MAX + 64];
        int length = snprintf(line, sizeof line, "%s\t%s\n", name, place);
        syscall(SYS_write, log_fd, line, length);
    }
    errno = kept;
    switch (how) {
    case KILL:
        if (now >= at) _exit(137);
        return ON;
    case TORN:
        if (now < at) return ON;
        if (!strcmp(name, "write")) return HALF;
        _exit(137);
    case FULL:
        if (now < at || !grows) return ON;
        errno = failure;
        return FAIL;
    case ERROR:
        if (now != at) return ON;
        errno = failure;
        return FAIL;
    case PAUSE:
        if (now == at && gate) {
            struct timespec nap = {0, 2000000};
            close(syscall(SYS_openat, AT_FDCWD, gate, O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
            while (!access(gate, F_OK)) nanosleep(&nap, NULL);
            errno = kept;
        }
        return ON;
    default:
        return ON;
    }
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define PATH_CALL(type, name, parameters, arguments, dir, path, grows)                                                        \
    type name parameters {                                                                                                    \
        if (strike(#name, dir, path, grows) != ON) return -1;                                                                 \
        return REAL(name) arguments;                                                                                          \
    }

PATH_CALL(int, rename, (const char *a, const char *b), (a, b), AT_FDCWD, b, 0)
PATH_CALL(int, renameat, (int d, const char *a, int e, const char *b), (d, a, e, b), e, b, 0)
PATH_CALL(int, renameat2, (int d, const char *a, int e, const char *b, unsigned f), (d, a, e, b, f), e, b, 0)
PATH_CALL(int, unlink, (const char *a), (a), AT_FDCWD, a, 0)
PATH_CALL(int, unlinkat, (int d, const char *a, int f), (d, a, f), d, a, 0)
PATH_CALL(int, rmdir, (const char *a), (a), AT_FDCWD, a, 0)
PATH_CALL(int, mkdir, (const char *a, mode_t m), (a, m), AT_FDCWD, a, 1)
PATH_CALL(int, mkdirat, (int d, const char *a, mode_t m), (d, a, m), d, a, 1)
PATH_CALL(int, link, (const char *a, const char *b), (a, b), AT_FDCWD, b, 1)
PATH_CALL(int, linkat, (int d, const char *a, int e, const char *b, int f), (d, a, e, b, f), e, b, 1)
PATH_CALL(int, symlink, (const char *a, const char *b), (a, b), AT_FDCWD, b, 1)
PATH_CALL(int, symlinkat, (const char *a, int e, const char *b), (a, e, b), e, b, 1)
PATH_CALL(int, chmod, (const char *a, mode_t m), (a, m), AT_FDCWD, a, 0)
PATH_CALL(int, fchmod, (int d, mode_t m), (d, m), d, NULL, 0)
PATH_CALL(int, fchmodat, (int d, const char *a, mode_t m, int f), (d, a, m, f), d, a, 0)
PATH_CALL(int, fsync, (int d), (d), d, NULL, 1)
PATH_CALL(int, fdatasync, (int d), (d), d, NULL, 1)
PATH_CALL(int, truncate64, (const char *a, off64_t l), (a, l), AT_FDCWD, a, 1)
PATH_CALL(int, ftruncate64, (int d, off64_t l), (d, l), d, NULL, 1)
PATH_CALL(int, futimens, (int d, const struct timespec t[2]), (d, t), d, NULL, 0)
PATH_CALL(int, utimensat, (int d, const char *a, const struct timespec t[2], int f), (d, a, t, f), d, a, 0)
PATH_CALL(ssize_t, copy_file_range, (int a, off64_t *b, int d, off64_t *e, size_t l, unsigned f), (a, b, d, e, l, f), d, NULL, 1)
PATH_CALL(ssize_t, sendfile64, (int d, int a, off64_t *b, size_t l), (d, a, b, l), d, NULL, 1)

/* Whether what is written to is a file, and not a pipe, a terminal or an event. */
static int is_file(int fd) {
    struct stat found;
    return fd > 2 && !fstat(fd, &found) && S_ISREG(found.st_mode);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    if (!is_file(fd)) return REAL(write)(fd, bytes, length);
    enum fate fate = strike("write", fd, NULL, 1);
    if (fate == FAIL) return -1;
    if (fate == HALF) {
        REAL(write)(fd, bytes, length / 2);
        _exit(137);
    }
    return REAL(write)(fd, bytes, length);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (is_file(fd) && strike("writev", fd, NULL, 1) != ON) return -1;
    return REAL(writev)(fd, parts, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    if (is_file(fd) && strike("pwrite64", fd, NULL, 1) != ON) return -1;
    return REAL(pwrite64)(fd, bytes, length, offset);
}

/* An open changes something when it makes a file or empties one, and prepares it when it is for writing. */
static enum fate opens(int dir, const char *path, int flags) {
    if (!(flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC))) return ON;
    return strike("open", dir, path, (flags & O_CREAT) && faccessat(dir, path, F_OK, 0));
}

#define OPEN(name, parameters, arguments, dir)                                                                                \
    int name parameters {                                                                                                     \
        va_list rest;                                                                                                         \
        va_start(rest, flags);                                                                                                \
        mode_t mode = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0;                       \
        va_end(rest);                                                                                                         \
        if (opens(dir, path, flags) != ON) return -1;                                                                         \
        return REAL(name) arguments;                                                                                          \
    }

OPEN(open, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD)
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode), AT_FDCWD)
OPEN(openat, (int d, const char *path, int flags, ...), (d, path, flags, mode), d)
OPEN(openat64, (int d, const char *path, int flags, ...), (d, path, flags, mode), d)
