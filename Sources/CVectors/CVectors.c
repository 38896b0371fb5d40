#include "CVectors.h"

#include <stdlib.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Plain loops, which a compiler turns into what every processor of the platform has. */

static int32_t dot_plain(const int8_t *left, const int8_t *right, size_t dimension) {
  int32_t sum = 0;
  for (size_t i = 0; i < dimension; i++) sum += (int32_t)left[i] * (int32_t)right[i];
  return sum;
}

static void add_row_plain(const int8_t *row, float scale, size_t dimension, float *sum) {
  for (size_t i = 0; i < dimension; i++) sum[i] += scale * (float)row[i];
}

static uint16_t bits_plain(const uint64_t *left, const uint64_t *right, size_t words) {
  int sum = 0;
  for (size_t i = 0; i < words; i++) sum += __builtin_popcountll(left[i] ^ right[i]);
  return (uint16_t)sum;
}

static size_t collect_plain(
  const uint16_t *distances, size_t start, size_t count, uint16_t margin, size_t at_margin, int32_t *rows) {
  size_t found = 0;
  for (size_t row = start; row < count; row++) {
    if (distances[row] > margin) continue;
    if (distances[row] == margin) {
      if (at_margin == 0) continue;
      at_margin--;
    }
    rows[found++] = (int32_t)row;
  }
  return found;
}

#if defined(__x86_64__)

/* Which of the two is taken is decided once a scan, at run time, so that one binary serves old and new processors. */

static int has_wide(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"); }

__attribute__((target("avx2"))) static int32_t dot_wide(const int8_t *left, const int8_t *right, size_t dimension) {
  __m256i sum = _mm256_setzero_si256();
  size_t i = 0;
  for (; i + 16 <= dimension; i += 16) {
    __m256i a = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(left + i)));
    __m256i b = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(right + i)));
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
  }
  __m128i half = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
  half = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0xb1));
  int32_t total = _mm_cvtsi128_si32(half);
  for (; i < dimension; i++) total += (int32_t)left[i] * (int32_t)right[i];
  return total;
}

__attribute__((target("avx2"))) static void dot_all_wide(
  const int8_t *rows, size_t dimension, size_t count, const int8_t *query, int32_t *products) {
  for (size_t row = 0; row < count; row++) products[row] = dot_wide(rows + row * dimension, query, dimension);
}

__attribute__((target("avx2"))) static void dot_some_wide(
  const int8_t *rows, size_t dimension, const int32_t *numbers, size_t count, const int8_t *query, int32_t *products) {
  for (size_t i = 0; i < count; i++) {
    if (i + 4 < count) __builtin_prefetch(rows + (size_t)numbers[i + 4] * dimension);
    products[i] = dot_wide(rows + (size_t)numbers[i] * dimension, query, dimension);
  }
}

/* Products and sums are rounded one by one as in the plain loop; a fused product would differ in the last bit. */
__attribute__((target("avx2"))) static void add_row_wide(
  const int8_t *row, float scale, size_t dimension, float *sum) {
  __m256 factor = _mm256_set1_ps(scale);
  size_t i = 0;
  for (; i + 8 <= dimension; i += 8) {
    __m256 values = _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(row + i))));
    _mm256_storeu_ps(sum + i, _mm256_add_ps(_mm256_loadu_ps(sum + i), _mm256_mul_ps(factor, values)));
  }
  for (; i < dimension; i++) sum[i] += scale * (float)row[i];
}

/* Sixteen distances at a time, of which mostly none is near. */
__attribute__((target("avx2"))) static size_t collect_wide(
  const uint16_t *distances, size_t count, uint16_t margin, size_t at_margin, int32_t *rows) {
  size_t found = 0;
  size_t row = 0;
  __m256i limit = _mm256_set1_epi16((int16_t)margin);
  for (; row + 16 <= count; row += 16) {
    __m256i values = _mm256_loadu_si256((const __m256i *)(distances + row));
    __m256i near = _mm256_cmpeq_epi16(_mm256_subs_epu16(values, limit), _mm256_setzero_si256());
    uint32_t hits = (uint32_t)_mm256_movemask_epi8(near) & 0x55555555u;
    while (hits != 0) {
      size_t place = row + (size_t)(__builtin_ctz(hits) / 2);
      hits &= hits - 1;
      if (distances[place] == margin) {
        if (at_margin == 0) continue;
        at_margin--;
      }
      rows[found++] = (int32_t)place;
    }
  }
  return found + collect_plain(distances, row, count, margin, at_margin, rows + found);
}

/* Four words a row, as vectors of 256 directions have. */
__attribute__((target("popcnt"))) static void bits_four_wide(
  const uint64_t *rows, size_t count, const uint64_t *query, uint16_t *distances) {
  uint64_t a = query[0], b = query[1], c = query[2], d = query[3];
  for (size_t row = 0; row < count; row++, rows += 4) {
    distances[row] = (uint16_t)(__builtin_popcountll(rows[0] ^ a) + __builtin_popcountll(rows[1] ^ b) +
                                __builtin_popcountll(rows[2] ^ c) + __builtin_popcountll(rows[3] ^ d));
  }
}

__attribute__((target("popcnt"))) static void bits_all_wide(
  const uint64_t *rows, size_t words, size_t count, const uint64_t *query, uint16_t *distances) {
  for (size_t row = 0; row < count; row++) {
    const uint64_t *bits = rows + row * words;
    int sum = 0;
    for (size_t i = 0; i < words; i++) sum += __builtin_popcountll(bits[i] ^ query[i]);
    distances[row] = (uint16_t)sum;
  }
}

#endif

void souk_dot_all(const int8_t *rows, size_t dimension, size_t count, const int8_t *query, int32_t *products) {
#if defined(__x86_64__)
  if (has_wide()) {
    dot_all_wide(rows, dimension, count, query, products);
    return;
  }
#endif
  for (size_t row = 0; row < count; row++) products[row] = dot_plain(rows + row * dimension, query, dimension);
}

void souk_dot_some(
  const int8_t *rows, size_t dimension, const int32_t *numbers, size_t count, const int8_t *query, int32_t *products) {
#if defined(__x86_64__)
  if (has_wide()) {
    dot_some_wide(rows, dimension, numbers, count, query, products);
    return;
  }
#endif
  for (size_t i = 0; i < count; i++) {
    products[i] = dot_plain(rows + (size_t)numbers[i] * dimension, query, dimension);
  }
}

void souk_bits_all(const uint64_t *rows, size_t words, size_t count, const uint64_t *query, uint16_t *distances) {
#if defined(__x86_64__)
  if (words == 4 && has_wide()) {
    bits_four_wide(rows, count, query, distances);
    return;
  }
  if (has_wide()) {
    bits_all_wide(rows, words, count, query, distances);
    return;
  }
#endif
  for (size_t row = 0; row < count; row++) distances[row] = bits_plain(rows + row * words, query, words);
}

void souk_add_row(const int8_t *row, float scale, size_t dimension, float *sum) {
#if defined(__x86_64__)
  if (has_wide()) {
    add_row_wide(row, scale, dimension, sum);
    return;
  }
#endif
  add_row_plain(row, scale, dimension, sum);
}

/* Of distances; those of 4,096 directions fit, whatever their bits. */
enum { grades = 4097 };

size_t souk_least(const uint16_t *distances, size_t count, size_t limit, int32_t *rows) {
  /* Four tables, since neighbouring distances are often equal and would wait for each other. */
  static const size_t tables = 4;
  uint32_t counts[4][grades] = {{0}};
  for (size_t row = 0; row < count; row++) {
    size_t distance = distances[row] < grades ? distances[row] : grades - 1;
    counts[row % tables][distance]++;
  }
  size_t below = 0;
  size_t margin = 0;
  for (; margin < grades - 1; margin++) {
    size_t here = 0;
    for (size_t table = 0; table < tables; table++) here += counts[table][margin];
    if (below + here > limit) break;
    below += here;
  }
#if defined(__x86_64__)
  if (has_wide()) return collect_wide(distances, count, (uint16_t)margin, limit - below, rows);
#endif
  return collect_plain(distances, 0, count, (uint16_t)margin, limit - below, rows);
}

void souk_release_memory(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}
