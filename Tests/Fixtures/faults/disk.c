// A disk that fails or is slow when it is told to: loaded before libc, it looks into the file that SOUK_FAULT_FILE
// names at each sync. "fail" has the sync fail as a dying disk does; "slow 200" has it take 200 ms.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fault(void) {
  const char *path = getenv("SOUK_FAULT_FILE");
  FILE *file = path ? fopen(path, "r") : NULL;
  if (!file) return 0;
  char word[16] = "";
  int milliseconds = 0;
  if (fscanf(file, "%15s %d", word, &milliseconds) < 1) word[0] = 0;
  fclose(file);
  if (!strcmp(word, "fail")) {
    errno = EIO;
    return -1;
  }
  if (!strcmp(word, "slow")) usleep(milliseconds * 1000);
  return 0;
}

int fdatasync(int fd) {
  static int (*next)(int);
  if (!next) next = dlsym(RTLD_NEXT, "fdatasync");
  return fault() ? -1 : next(fd);
}

int fsync(int fd) {
  static int (*next)(int);
  if (!next) next = dlsym(RTLD_NEXT, "fsync");
  return fault() ? -1 : next(fd);
}
