#ifndef SOUK_VECTORS_H
#define SOUK_VECTORS_H

#include <stddef.h>
#include <stdint.h>

/* Scans over rows of 8-bit vectors and one-bit sketches, with the processor's wide instructions where it has them. */

/* The scalar product of every row with a query. */
void souk_dot_all(const int8_t *rows, size_t dimension, size_t count, const int8_t *query, int32_t *products);

/* The same for some rows, by their numbers. */
void souk_dot_some(
  const int8_t *rows, size_t dimension, const int32_t *numbers, size_t count, const int8_t *query, int32_t *products);

/* How many bits of every row differ from a query's. */
void souk_bits_all(const uint64_t *rows, size_t words, size_t count, const uint64_t *query, uint16_t *distances);

/* The numbers of the least distances, in order, at most `limit` of them; of those at the margin the first ones. There
   must be room for `limit` rows. Distances are at most 4,096.
   Returns how many there are. */
size_t souk_least(const uint16_t *distances, size_t count, size_t limit, int32_t *rows);

/* Adds a row, each of its values by a scale, to a sum. The same to the last bit on every processor. */
void souk_add_row(const int8_t *row, float scale, size_t dimension, float *sum);

/* Gives memory that is free but still held back to the system, where the C library can. */
void souk_release_memory(void);

#endif
