/* The loop in which the matrix product spends its time. */
#include "kernels/gemm_parts.h"
#include "kernels/vec4.h"

typedef struct {
    slm_reg r[2];
} row;

SLM_INLINE row row_load(const slm_real *c, int regs) {
    row x = {{slm_reg_load(c), (slm_reg){0}}};
    if (regs == 2) x.r[1] = slm_reg_load(c + SLM_REG_LANES);
    return x;
}

SLM_INLINE void row_store(slm_real *c, row sum, int regs, bool add) {
    if (add) {
        const row old = row_load(c, regs);
        sum.r[0] = old.r[0] + sum.r[0];
        sum.r[1] = old.r[1] + sum.r[1];
    }
    slm_reg_store(c, sum.r[0]);
    if (regs == 2) slm_reg_store(c + SLM_REG_LANES, sum.r[1]);
}

SLM_INLINE void row_step(row *sum, slm_reg a, const row *b, int regs) {
    sum->r[0] = sum->r[0] + a * b->r[0];
    if (regs == 2) sum->r[1] = sum->r[1] + a * b->r[1];
}

/* One tile of `height` rows, of which the first `rows` are read and written. `regs`, `height` (4 or
 * 2) and `together` (a_row is 1 and all four rows of A are there) are constants in each caller. */
SLM_INLINE void tile(const slm_tile_panel *p, int regs, int height, bool together,
                     const slm_real *a, slm_real *c, size_t ldc, size_t rows,
                     slm_tile_store store) {
    row s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
    const slm_real *b = p->b;
    const size_t a_step = p->a_step, b_step = p->b_step;
    if (together) {
        /* The pointers move only where there is a next step: they may not leave their arrays. */
        for (size_t q = p->k;; a += a_step, b += b_step) {
            const row br = row_load(b, regs);
            row_step(&s0, slm_reg_splat(a[0]), &br, regs);
            row_step(&s1, slm_reg_splat(a[1]), &br, regs);
            row_step(&s2, slm_reg_splat(a[2]), &br, regs);
            row_step(&s3, slm_reg_splat(a[3]), &br, regs);
            if (--q == 0) break;
        }
    } else {
        /* A row that is not there is another one over again. */
        const slm_real *a1 = rows > 1 ? a + p->a_row : a;
        const slm_real *a2 = rows > 2 ? a1 + p->a_row : a;
        const slm_real *a3 = rows > 3 ? a2 + p->a_row : a;
        for (size_t q = p->k, at = 0;; at += a_step, b += b_step) {
            const row br = row_load(b, regs);
            row_step(&s0, slm_reg_splat(a[at]), &br, regs);
            row_step(&s1, slm_reg_splat(a1[at]), &br, regs);
            if (height == 4) {
                row_step(&s2, slm_reg_splat(a2[at]), &br, regs);
                row_step(&s3, slm_reg_splat(a3[at]), &br, regs);
            }
            if (--q == 0) break;
        }
    }
    const bool add = store == SLM_TILE_ADD;
    row_store(c, s0, regs, add);
    if (rows > 1) row_store(c + ldc, s1, regs, add);
    if (rows > 2) row_store(c + 2 * ldc, s2, regs, add);
    if (rows > 3) row_store(c + 3 * ldc, s3, regs, add);
}

/* The tiles below each other for `rows` rows, rows > 0. Of rows apart, one or two that are left
 * have a tile of their own; rows together are padded to whole tiles. */
SLM_INLINE void tiles(const slm_tile_panel *p, int regs, bool together, const slm_real *a,
                      slm_real *c, size_t ldc, size_t rows, slm_tile_store store) {
    for (; together || rows > 2; a += p->a_strip, c += SLM_TILE_ROWS * ldc) {
        tile(p, regs, SLM_TILE_ROWS, together, a, c, ldc, rows, store);
        if (rows <= SLM_TILE_ROWS) return;
        rows -= SLM_TILE_ROWS;
    }
    tile(p, regs, 2, false, a, c, ldc, rows, store);
}

typedef void tiles_function(const slm_tile_panel *p, const slm_real *a, slm_real *c, size_t ldc,
                            size_t rows, slm_tile_store store);

static SLM_NOINLINE void together_2(const slm_tile_panel *p, const slm_real *a, slm_real *c,
                                    size_t ldc, size_t rows, slm_tile_store store) {
    tiles(p, 2, true, a, c, ldc, rows, store);
}

static SLM_NOINLINE void together_1(const slm_tile_panel *p, const slm_real *a, slm_real *c,
                                    size_t ldc, size_t rows, slm_tile_store store) {
    tiles(p, 1, true, a, c, ldc, rows, store);
}

static SLM_NOINLINE void apart_2(const slm_tile_panel *p, const slm_real *a, slm_real *c,
                                 size_t ldc, size_t rows, slm_tile_store store) {
    tiles(p, 2, false, a, c, ldc, rows, store);
}

static SLM_NOINLINE void apart_1(const slm_tile_panel *p, const slm_real *a, slm_real *c,
                                 size_t ldc, size_t rows, slm_tile_store store) {
    tiles(p, 1, false, a, c, ldc, rows, store);
}

/* A tile of which not all columns are stored, by way of one that is whole. */
static SLM_NOINLINE void partial_tile(tiles_function *compute, const slm_tile_panel *p,
                                      const slm_real *a, slm_real *c, size_t rows) {
    enum { REALS = SLM_TILE_ROWS * SLM_TILE_COLS };
    slm_real sum[REALS];
    const slm_real *first = sum + p->skip;
    const size_t cols = p->cols - p->skip;
    compute(p, a, sum, SLM_TILE_COLS, rows, SLM_TILE_WRITE);
    for (size_t i = 0; i < rows; i++, c += p->ldc, first += SLM_TILE_COLS) {
        if (p->store == SLM_TILE_ADD)
            SLM_ROLLED for (size_t j = 0; j < cols; j++) c[j] = c[j] + first[j];
        else
            SLM_ROLLED for (size_t j = 0; j < cols; j++) c[j] = first[j];
    }
}

static void some_rows(tiles_function *compute, const slm_tile_panel *p, const slm_real *a,
                      slm_real *c, size_t rows) {
    if (p->skip == 0 && p->cols == (size_t)p->regs * SLM_REG_LANES) {
        compute(p, a, c, p->ldc, rows, p->store);
        return;
    }
    for (size_t i = 0; i < rows; i += SLM_TILE_ROWS) {
        const size_t left = rows - i;
        partial_tile(compute, p, a + i / SLM_TILE_ROWS * p->a_strip, c + i * p->ldc,
                     left < SLM_TILE_ROWS ? left : SLM_TILE_ROWS);
    }
}

void slm_gemm_panel(const slm_tile_panel *p) {
    tiles_function *const apart = p->regs == 2 ? apart_2 : apart_1;
    tiles_function *const together = p->regs == 2 ? together_2 : together_1;
    if (p->a_row != 1) {
        some_rows(apart, p, p->a, p->c, p->rows);
        return;
    }
    const size_t rest = p->a_padded ? 0 : p->rows % SLM_TILE_ROWS, full = p->rows - rest;
    if (full > 0) some_rows(together, p, p->a, p->c, full);
    if (rest > 0)
        some_rows(apart, p, p->a + full / SLM_TILE_ROWS * p->a_strip, p->c + full * p->ldc, rest);
}
