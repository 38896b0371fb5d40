// A disk for SQLite that forgets what was not synced: a VFS over the default one that remembers, of every file below a
// folder, what the last sync made durable and what was written since.
#ifndef SIMULATED_DISK_H
#define SIMULATED_DISK_H

#include <stdint.h>

// Becomes the default VFS. Files below `folder` are watched; all others are the default VFS's as before. The machine
// ends at its `operations_left`-th write, truncation, sync or deletion, which still may or may not reach the disk; all
// later ones fail. A negative number is a machine that does not end.
void simulated_disk_start(const char *folder, int64_t operations_left);

// Operations since the start.
int64_t simulated_disk_operations(void);

int simulated_disk_is_dead(void);

// Writes into a folder what the end of the machine leaves: each file as last synced, and of what was written since such
// writes as `seed` picks, torn at a sector's end where it says so. Returns 0, or -1 where a file cannot be written.
int simulated_disk_leave(const char *folder, uint64_t seed);

// The default VFS is the default again. Open files go on working.
void simulated_disk_stop(void);

#endif
