/* The loop in which the matrix product spends its time. */
#include "kernels/gemm_parts.h"
#include "kernels/vec4.h"

/* Not inlined and kept small, because V8 has no way to replace a WebAssembly function while it
 * runs: a short function is called again, then compiled well, soon. */
#define NOINLINE __attribute__((noinline))

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

/* `regs` and `together` (see slm_gemm_tile) are constants in each of the callers below. */
SLM_INLINE void tile(const slm_tile_operands *x, int regs, bool together, slm_real *c, size_t ldc,
                     slm_tile_store store) {
    row s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
    if (store == SLM_TILE_CARRY) {
        s0 = row_load(c, regs);
        s1 = row_load(c + ldc, regs);
        s2 = row_load(c + 2 * ldc, regs);
        s3 = row_load(c + 3 * ldc, regs);
    }
    const slm_real *a = x->a, *b = x->b;
    if (together) {
        for (size_t q = x->k, at = 0, bt = 0; q > 0; q--, at += x->a_step, bt += x->b_step) {
            const row br = row_load(b + bt, regs);
            slm_reg ar;
            SLM_REG_SPLAT_AT(ar, a + at, 0);
            row_step(&s0, ar, &br, regs);
            SLM_REG_SPLAT_AT(ar, a + at, 1);
            row_step(&s1, ar, &br, regs);
            SLM_REG_SPLAT_AT(ar, a + at, 2);
            row_step(&s2, ar, &br, regs);
            SLM_REG_SPLAT_AT(ar, a + at, 3);
            row_step(&s3, ar, &br, regs);
        }
    } else {
        /* A row that is not there is another one over again. */
        const slm_real *a1 = x->a_rows > 1 ? a + x->a_row : a;
        const slm_real *a2 = x->a_rows > 2 ? a1 + x->a_row : a;
        const slm_real *a3 = x->a_rows > 3 ? a2 + x->a_row : a;
        for (size_t q = x->k, at = 0, bt = 0; q > 0; q--, at += x->a_step, bt += x->b_step) {
            const row br = row_load(b + bt, regs);
            row_step(&s0, slm_reg_splat(a[at]), &br, regs);
            row_step(&s1, slm_reg_splat(a1[at]), &br, regs);
            row_step(&s2, slm_reg_splat(a2[at]), &br, regs);
            row_step(&s3, slm_reg_splat(a3[at]), &br, regs);
        }
    }
    const bool add = store == SLM_TILE_ADD;
    row_store(c, s0, regs, add);
    row_store(c + ldc, s1, regs, add);
    row_store(c + 2 * ldc, s2, regs, add);
    row_store(c + 3 * ldc, s3, regs, add);
}

static NOINLINE void together_2(const slm_tile_operands *x, slm_real *c, size_t ldc,
                                slm_tile_store store) {
    tile(x, 2, true, c, ldc, store);
}

static NOINLINE void together_1(const slm_tile_operands *x, slm_real *c, size_t ldc,
                                slm_tile_store store) {
    tile(x, 1, true, c, ldc, store);
}

static NOINLINE void apart_2(const slm_tile_operands *x, slm_real *c, size_t ldc,
                             slm_tile_store store) {
    tile(x, 2, false, c, ldc, store);
}

static NOINLINE void apart_1(const slm_tile_operands *x, slm_real *c, size_t ldc,
                             slm_tile_store store) {
    tile(x, 1, false, c, ldc, store);
}

static void whole_tile(const slm_tile_operands *x, slm_real *c, size_t ldc, slm_tile_store store) {
    const bool together = x->a_row == 1 && x->a_rows == SLM_TILE_ROWS;
    if (together && x->b_regs == 2)
        together_2(x, c, ldc, store);
    else if (together)
        together_1(x, c, ldc, store);
    else if (x->b_regs == 2)
        apart_2(x, c, ldc, store);
    else
        apart_1(x, c, ldc, store);
}

void slm_gemm_tile(const slm_tile_operands *x, size_t rows, size_t skip, size_t cols, slm_real *c,
                   size_t ldc, slm_tile_store store) {
    if (rows == SLM_TILE_ROWS && skip == 0 && cols == (size_t)x->b_regs * SLM_REG_LANES) {
        whole_tile(x, c, ldc, store);
        return;
    }
    slm_real sum[SLM_TILE_ROWS * SLM_TILE_COLS] = {0};
    if (store == SLM_TILE_CARRY) {
        for (size_t i = 0; i < rows; i++)
            for (size_t j = skip; j < cols; j++) sum[i * SLM_TILE_COLS + j] = c[i * ldc + j - skip];
    }
    whole_tile(x, sum, SLM_TILE_COLS, store == SLM_TILE_ADD ? SLM_TILE_WRITE : store);
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = skip; j < cols; j++) {
            slm_real *to = &c[i * ldc + j - skip];
            const slm_real p = sum[i * SLM_TILE_COLS + j];
            *to = store == SLM_TILE_ADD ? *to + p : p;
        }
    }
}
