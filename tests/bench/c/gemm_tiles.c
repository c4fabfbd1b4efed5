/* The inner loop of the matrix product alone, on packed operands in the first level cache, in four
 * forms: how much of the peak a loop can reach that also loads.
 *
 * A core that begins two products and two sums a cycle takes in about six operations of any kind a
 * cycle. A step of a 4 x 8 tile is 16 products and sums, 6 loads and 3 to 6 others, 26 in all: more
 * than the 4 cycles that its products and sums take. 3 x 12 and 5 x 8 load less for each sum, but
 * V8 up to version 12 loads first all that a run without a branch needs. Of 5 x 8, 17 registers:
 * one sum then goes by way of memory, in a chain of 10 cycles a step. A branch in the middle of a
 * step mends it for 3 x 12. */
#include "bench.h"
#include "kernels/vec4.h"

enum { STEPS = 256, LANES = SLM_REG_LANES };

static slm_real a_packed[8 * STEPS], b_packed[4 * LANES * STEPS], c_tile[16 * LANES];

#define ROW2(index, x, y)                                                                          \
    {                                                                                              \
        const slm_reg ar = slm_reg_splat(a[index]);                                                \
        x = x + ar * b0;                                                                           \
        y = y + ar * b1;                                                                           \
    }
#define ROW3(index, x, y, z)                                                                       \
    {                                                                                              \
        ROW2(index, x, y)                                                                          \
        z = z + slm_reg_splat(a[index]) * b2;                                                      \
    }

/* Moves on, or ends. */
#define NEXT(rows, regs)                                                                           \
    a += (rows);                                                                                   \
    if (a == end) break;                                                                           \
    b += (regs)*LANES;

#define SUMS  slm_reg s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}, s4 = {0}, s5 = {0}, s6 = {0}, s7 = {0}
#define STORE slm_reg_store(c, s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7)

static SLM_NOINLINE void tile_4x2(const slm_real *a, const slm_real *b, slm_real *c,
                                  const slm_real *end) {
    SUMS;
    for (;;) {
        const slm_reg b0 = slm_reg_load(b), b1 = slm_reg_load(b + LANES);
        ROW2(0, s0, s1) ROW2(1, s2, s3) ROW2(2, s4, s5) ROW2(3, s6, s7) NEXT(4, 2)
    }
    STORE;
}

static SLM_NOINLINE void tile_5x2(const slm_real *a, const slm_real *b, slm_real *c,
                                  const slm_real *end) {
    SUMS, s8 = {0}, s9 = {0};
    for (;;) {
        const slm_reg b0 = slm_reg_load(b), b1 = slm_reg_load(b + LANES);
        ROW2(0, s0, s1) ROW2(1, s2, s3) ROW2(2, s4, s5) ROW2(3, s6, s7) ROW2(4, s8, s9) NEXT(5, 2)
    }
    STORE;
    slm_reg_store(c + LANES, s8 + s9);
}

SLM_INLINE void tile_3x3(const slm_real *a, const slm_real *b, slm_real *c, const slm_real *end,
                         bool split) {
    SUMS, s8 = {0};
    for (;;) {
        const slm_reg b0 = slm_reg_load(b), b1 = slm_reg_load(b + LANES),
                      b2 = slm_reg_load(b + 2 * LANES);
        ROW3(0, s0, s1, s2) ROW3(1, s3, s4, s5) if (split && a == c) break; /* never */
        ROW3(2, s6, s7, s8) NEXT(3, 3)
    }
    STORE;
    slm_reg_store(c + LANES, s8);
}

static SLM_NOINLINE void tile_3x3_whole(const slm_real *a, const slm_real *b, slm_real *c,
                                        const slm_real *end) {
    tile_3x3(a, b, c, end, false);
}

static SLM_NOINLINE void tile_3x3_split(const slm_real *a, const slm_real *b, slm_real *c,
                                        const slm_real *end) {
    tile_3x3(a, b, c, end, true);
}

static const struct {
    void (*run)(const slm_real *a, const slm_real *b, slm_real *c, const slm_real *end);
    int rows, regs;
} tiles[] = {{tile_4x2, 4, 2}, {tile_5x2, 5, 2}, {tile_3x3_whole, 3, 3}, {tile_3x3_split, 3, 3}};

double bench_tile(int form, size_t times) {
    if (b_packed[0] == 0)
        for (size_t i = 0; i < sizeof b_packed / sizeof *b_packed; i++)
            b_packed[i] = SLM_REAL(0.125) + (slm_real)(i % 13) * SLM_REAL(-0.125);
    const slm_real *end = a_packed + (size_t)tiles[form].rows * STEPS;
    for (size_t i = 0; i < times; i++) tiles[form].run(a_packed, b_packed, c_tile, end);
    return (double)c_tile[0];
}

double bench_tile_flop(int form) {
    return 2.0 * (double)(STEPS * LANES * tiles[form].rows * tiles[form].regs);
}
