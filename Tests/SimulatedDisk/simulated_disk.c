#include "simulated_disk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { maximum_files = 64, sector_bytes = 512 };

typedef struct Operation {
  struct Operation *next;
  int is_truncation;
  sqlite3_int64 offset;
  int length;
  unsigned char bytes[];
} Operation;

// A file of the disk, whoever has it open.
typedef struct {
  char *name;
  unsigned char *durable;
  sqlite3_int64 durable_length, durable_room;
  Operation *first, *last;
} DiskFile;

typedef struct {
  sqlite3_file base;
  DiskFile *file;
  // The default VFS's file follows.
} OpenFile;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sqlite3_vfs *below;
static sqlite3_vfs vfs;
static char folder_prefix[4096];
static DiskFile files[maximum_files];
static int file_count;
static int64_t operation_count, operation_limit;

static sqlite3_file *real(sqlite3_file *file) { return (sqlite3_file *)((OpenFile *)file + 1); }

static void *must(void *memory) {
  if (!memory) abort();
  return memory;
}

// Under the lock. Whether the machine still stands after this operation: at its last one it does not hear how it went.
static int operate(void) {
  if (operation_limit >= 0 && operation_count >= operation_limit) return 0;
  operation_count++;
  return operation_limit < 0 || operation_count < operation_limit;
}

static int was_dead(void) { return operation_limit >= 0 && operation_count >= operation_limit; }

static void apply(DiskFile *file, const Operation *operation, int length) {
  sqlite3_int64 end = operation->offset + length;
  if (operation->is_truncation) {
    if (operation->offset < file->durable_length) file->durable_length = operation->offset;
    return;
  }
  if (end > file->durable_room) {
    file->durable_room = end * 2;
    file->durable = must(realloc(file->durable, (size_t)file->durable_room));
  }
  if (operation->offset > file->durable_length)
    memset(file->durable + file->durable_length, 0, (size_t)(operation->offset - file->durable_length));
  memcpy(file->durable + operation->offset, operation->bytes, (size_t)length);
  if (end > file->durable_length) file->durable_length = end;
}

static void forget_operations(DiskFile *file) {
  while (file->first) {
    Operation *next = file->first->next;
    free(file->first);
    file->first = next;
  }
  file->last = NULL;
}

static void append(DiskFile *file, int is_truncation, sqlite3_int64 offset, const void *bytes, int length) {
  Operation *operation = must(malloc(sizeof(Operation) + (size_t)length));
  operation->next = NULL;
  operation->is_truncation = is_truncation;
  operation->offset = offset;
  operation->length = length;
  if (length) memcpy(operation->bytes, bytes, (size_t)length);
  if (file->last) file->last->next = operation; else file->first = operation;
  file->last = operation;
}

static DiskFile *disk_file(const char *name) {
  for (int i = 0; i < file_count; i++)
    if (!strcmp(files[i].name, name)) return &files[i];
  if (file_count == maximum_files) abort();
  DiskFile *file = &files[file_count++];
  memset(file, 0, sizeof *file);
  file->name = must(strdup(name));
  FILE *known = fopen(name, "rb");
  if (known) {
    fseek(known, 0, SEEK_END);
    file->durable_length = file->durable_room = ftell(known);
    rewind(known);
    file->durable = must(malloc((size_t)file->durable_room + 1));
    if (fread(file->durable, 1, (size_t)file->durable_length, known) != (size_t)file->durable_length) abort();
    fclose(known);
  }
  return file;
}

static int x_close(sqlite3_file *file) { return real(file)->pMethods->xClose(real(file)); }
static int x_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset) {
  return real(file)->pMethods->xRead(real(file), bytes, length, offset);
}

static int x_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset) {
  pthread_mutex_lock(&lock);
  int dead = was_dead(), stands = operate();
  if (!dead) append(((OpenFile *)file)->file, 0, offset, bytes, length);
  pthread_mutex_unlock(&lock);
  return stands ? real(file)->pMethods->xWrite(real(file), bytes, length, offset) : SQLITE_IOERR_WRITE;
}

static int x_truncate(sqlite3_file *file, sqlite3_int64 size) {
  pthread_mutex_lock(&lock);
  int dead = was_dead(), stands = operate();
  if (!dead) append(((OpenFile *)file)->file, 1, size, NULL, 0);
  pthread_mutex_unlock(&lock);
  return stands ? real(file)->pMethods->xTruncate(real(file), size) : SQLITE_IOERR_TRUNCATE;
}

// What is durable is what this says: the real disk need not be waited for. The machine's last operation may be a sync
// that nobody heard of; whether it was done is then the seed's to say, so its writes stay as they are.
static int x_sync(sqlite3_file *file, int flags) {
  (void)flags;
  pthread_mutex_lock(&lock);
  int stands = operate();
  DiskFile *known = ((OpenFile *)file)->file;
  if (stands) {
    for (Operation *operation = known->first; operation; operation = operation->next)
      apply(known, operation, operation->length);
    forget_operations(known);
  }
  pthread_mutex_unlock(&lock);
  return stands ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

static int x_file_size(sqlite3_file *file, sqlite3_int64 *size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
static int x_lock(sqlite3_file *file, int level) { return real(file)->pMethods->xLock(real(file), level); }
static int x_unlock(sqlite3_file *file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
static int x_check_lock(sqlite3_file *file, int *out) { return real(file)->pMethods->xCheckReservedLock(real(file), out); }
static int x_control(sqlite3_file *file, int operation, void *value) {
  return real(file)->pMethods->xFileControl(real(file), operation, value);
}
static int x_sector_size(sqlite3_file *file) { return real(file)->pMethods->xSectorSize(real(file)); }
static int x_characteristics(sqlite3_file *file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
static int x_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}
static int x_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
static void x_shm_barrier(sqlite3_file *file) { real(file)->pMethods->xShmBarrier(real(file)); }
static int x_shm_unmap(sqlite3_file *file, int delete) { return real(file)->pMethods->xShmUnmap(real(file), delete); }

// Version 2: without memory-mapped reads, which would not be seen here.
static const sqlite3_io_methods methods = {
    2, x_close, x_read, x_write, x_truncate, x_sync, x_file_size, x_lock, x_unlock, x_check_lock, x_control,
    x_sector_size, x_characteristics, x_shm_map, x_shm_lock, x_shm_barrier, x_shm_unmap, NULL, NULL,
};

// A file of no watched place is the default VFS's own, opened where it expects to be.
static int v_open(sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out) {
  (void)self;
  if (!name || strncmp(name, folder_prefix, strlen(folder_prefix)) || !*folder_prefix)
    return below->xOpen(below, name, file, flags, out);
  OpenFile *opened = (OpenFile *)file;
  memset(opened, 0, sizeof *opened);
  pthread_mutex_lock(&lock);
  opened->file = disk_file(name);
  pthread_mutex_unlock(&lock);
  int code = below->xOpen(below, name, real(file), flags, out);
  if (code == SQLITE_OK) opened->base.pMethods = &methods;
  return code;
}

static int v_delete(sqlite3_vfs *self, const char *name, int sync_folder) {
  (void)self;
  if (*folder_prefix && !strncmp(name, folder_prefix, strlen(folder_prefix))) {
    pthread_mutex_lock(&lock);
    int stands = operate();
    if (stands) {
      DiskFile *file = disk_file(name);
      forget_operations(file);
      file->durable_length = 0;
    }
    pthread_mutex_unlock(&lock);
    if (!stands) return SQLITE_IOERR_DELETE;
  }
  return below->xDelete(below, name, sync_folder);
}

static int v_access(sqlite3_vfs *self, const char *name, int flags, int *out) {
  (void)self;
  return below->xAccess(below, name, flags, out);
}
static int v_full_name(sqlite3_vfs *self, const char *name, int room, char *out) {
  (void)self;
  return below->xFullPathname(below, name, room, out);
}
static int v_randomness(sqlite3_vfs *self, int length, char *out) {
  (void)self;
  return below->xRandomness(below, length, out);
}
static int v_sleep(sqlite3_vfs *self, int microseconds) {
  (void)self;
  return below->xSleep(below, microseconds);
}
static int v_time(sqlite3_vfs *self, double *out) {
  (void)self;
  return below->xCurrentTime(below, out);
}
static int v_last_error(sqlite3_vfs *self, int room, char *out) {
  (void)self;
  return below->xGetLastError(below, room, out);
}
static int v_time64(sqlite3_vfs *self, sqlite3_int64 *out) {
  (void)self;
  return below->xCurrentTimeInt64(below, out);
}

void simulated_disk_start(const char *folder, int64_t operations_left) {
  pthread_mutex_lock(&lock);
  if (!below) {
    below = sqlite3_vfs_find(NULL);
    vfs = (sqlite3_vfs){
        .iVersion = 2, .szOsFile = (int)sizeof(OpenFile) + below->szOsFile, .mxPathname = below->mxPathname,
        .zName = "souk-simulated", .xOpen = v_open, .xDelete = v_delete, .xAccess = v_access,
        .xFullPathname = v_full_name, .xRandomness = v_randomness, .xSleep = v_sleep, .xCurrentTime = v_time,
        .xGetLastError = v_last_error, .xCurrentTimeInt64 = v_time64,
    };
  }
  for (int i = 0; i < file_count; i++) {
    forget_operations(&files[i]);
    free(files[i].durable);
    free(files[i].name);
  }
  file_count = 0;
  snprintf(folder_prefix, sizeof folder_prefix, "%s/", folder);
  operation_count = 0;
  operation_limit = operations_left;
  sqlite3_vfs_register(&vfs, 1);
  pthread_mutex_unlock(&lock);
}

int64_t simulated_disk_operations(void) {
  pthread_mutex_lock(&lock);
  int64_t count = operation_count;
  pthread_mutex_unlock(&lock);
  return count;
}

int simulated_disk_is_dead(void) {
  pthread_mutex_lock(&lock);
  int dead = was_dead();
  pthread_mutex_unlock(&lock);
  return dead;
}

static uint64_t next_random(uint64_t *state) {
  uint64_t mixed = (*state += 0x9e3779b97f4a7c15u);
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  return mixed ^ (mixed >> 31);
}

// A third of what was not synced is there, a third is not, and a third is torn.
static void leave_some(DiskFile *file, uint64_t *state) {
  for (Operation *operation = file->first; operation; operation = operation->next) {
    uint64_t chance = next_random(state);
    if (chance % 3 == 0) continue;
    int length = operation->length;
    if (chance % 3 == 2 && length > sector_bytes)
      length = sector_bytes * (int)(1 + (chance >> 8) % (uint64_t)(length / sector_bytes));
    apply(file, operation, length < operation->length ? length : operation->length);
  }
  forget_operations(file);
}

int simulated_disk_leave(const char *folder, uint64_t seed) {
  int result = 0;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < file_count; i++) {
    DiskFile *file = &files[i];
    leave_some(file, &seed);
    const char *name = strrchr(file->name, '/');
    char path[8192];
    snprintf(path, sizeof path, "%s%s", folder, name ? name : file->name);
    FILE *out = fopen(path, "wb");
    if (!out || fwrite(file->durable, 1, (size_t)file->durable_length, out) != (size_t)file->durable_length) result = -1;
    if (out && fclose(out)) result = -1;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

void simulated_disk_stop(void) {
  pthread_mutex_lock(&lock);
  if (below) sqlite3_vfs_register(below, 1);
  pthread_mutex_unlock(&lock);
}
