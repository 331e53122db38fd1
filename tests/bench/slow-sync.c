/* Makes a disk slower: preloaded into a program, every fsync and fdatasync takes SLOW_SYNC_MS longer. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_longer(void) {
  const char *text = getenv("SLOW_SYNC_MS");
  long ms = text == NULL ? 0 : atol(text);
  struct timespec time = {ms / 1000, (ms % 1000) * 1000000};
  nanosleep(&time, NULL);
}

int fsync(int file) {
  int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  wait_longer();
  return sync(file);
}

int fdatasync(int file) {
  int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  wait_longer();
  return sync(file);
}
