/*
 * A disk that fails on request (S16), for tests only: preloaded into PostgreSQL, it lets the next so many writes or syncs
 * of files below one folder fail. What is asked for stands in a shared file of three 32-bit numbers: which fault, how many
 * calls it is still for, and how many it has hit. The folder and the file are DISK_FAULTS_BELOW and DISK_FAULTS_FILE.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NONE, FULL, BROKEN, SHORT, UNSYNCED };

static struct { _Atomic unsigned fault, left, hit; } *asked;
static char below[4096];

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("DISK_FAULTS_FILE"), *folder = getenv("DISK_FAULTS_BELOW");
  if (!file || !folder) return;
  int fd = open(file, O_RDWR);
  if (fd < 0) return;
  void *shared = mmap(NULL, sizeof *asked, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  snprintf(below, sizeof below, "%s", folder);
  if (shared != MAP_FAILED) asked = shared;
}

/* Whether this call on this file is to fail in this way; one less is left then. */
static int fails(int fd, unsigned fault) {
  if (!asked || asked->fault != fault || asked->left == 0) return 0;
  char link[64], name[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, name, sizeof name - 1);
  if (length < 0) return 0;
  name[length] = 0;
  if (strncmp(name, below, strlen(below)) != 0) return 0;
  unsigned left = asked->left;
  while (left > 0 && !atomic_compare_exchange_weak(&asked->left, &left, left - 1)) {}
  if (left == 0) return 0;
  asked->hit++;
  return 1;
}

#define REAL(type, name) static type (*real)() = NULL; if (!real) real = (type (*)())dlsym(RTLD_NEXT, name)
#define REFUSE(code) do { errno = (code); return -1; } while (0)
#define WRITES(fd) do { if (fails(fd, FULL)) REFUSE(ENOSPC); if (fails(fd, BROKEN)) REFUSE(EIO); } while (0)

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL(ssize_t, "write");
  WRITES(fd);
  return real(fd, bytes, length > 1 && fails(fd, SHORT) ? length / 2 : length);
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
  REAL(ssize_t, "pwrite");
  WRITES(fd);
  return real(fd, bytes, length > 1 && fails(fd, SHORT) ? length / 2 : length, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) { return pwrite(fd, bytes, length, at); }

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  REAL(ssize_t, "pwritev");
  WRITES(fd);
  if (fails(fd, SHORT)) return pwrite(fd, parts[0].iov_base, parts[0].iov_len > 1 ? parts[0].iov_len / 2 : parts[0].iov_len, at);
  return real(fd, parts, count, at);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t at) { return pwritev(fd, parts, count, at); }

int posix_fallocate(int fd, off_t at, off_t length) {
  REAL(int, "posix_fallocate");
  return fails(fd, FULL) ? ENOSPC : real(fd, at, length);
}

int fsync(int fd) {
  REAL(int, "fsync");
  if (fails(fd, UNSYNCED)) REFUSE(EIO);
  return real(fd);
}

int fdatasync(int fd) {
  REAL(int, "fdatasync");
  if (fails(fd, UNSYNCED)) REFUSE(EIO);
  return real(fd);
}
