/* Vector times matrix: one row or one column of a product that is too thin for tiles. */
#include "kernels/gemm_parts.h"
#include "kernels/vec4.h"

/* As in gemm_tile.c: short functions are soon compiled well. */
#define NOINLINE __attribute__((noinline))

enum { WIDE = 8, TURNED = 8 };

/* The sums of `regs` (at most WIDE) registers of neighbouring columns. */
SLM_INLINE void columns(const int regs, const slm_thin_product *p, const slm_real *matrix,
                        slm_real *sum) {
    slm_reg s[WIDE] = {{0}};
    for (size_t q = 0; q < p->k; q++) {
        const slm_reg x = slm_reg_splat(p->x[q * p->x_stride]);
        const slm_real *from = matrix + q * p->ld;
#pragma GCC unroll 8
        for (int r = 0; r < regs; r++) s[r] = s[r] + x * slm_reg_load(from + r * SLM_REG_LANES);
    }
#pragma GCC unroll 8
    for (int r = 0; r < regs; r++) slm_reg_store(sum + r * SLM_REG_LANES, s[r]);
}

static NOINLINE void columns_wide(const slm_thin_product *p, const slm_real *m, slm_real *sum) {
    columns(WIDE, p, m, sum);
}

static NOINLINE void columns_2(const slm_thin_product *p, const slm_real *m, slm_real *sum) {
    columns(2, p, m, sum);
}

static NOINLINE void columns_1(const slm_thin_product *p, const slm_real *m, slm_real *sum) {
    columns(1, p, m, sum);
}

/* The sums of up to TURNED rows of a transposed matrix, turned around four by four. A row that is
 * not there is the last one over again. */
static NOINLINE void rows_turned(const slm_thin_product *p, const slm_real *matrix, size_t rows,
                                 slm_real *sum) {
    const slm_real *from[TURNED];
    for (size_t r = 0; r < TURNED; r++) from[r] = matrix + (r < rows ? r : rows - 1) * p->ld;
    slm_quad s = {0}, t = {0};
    size_t q = 0;
    for (; q + 4 <= p->k; q += 4) {
        slm_quad a[4], b[4];
        slm_quad_columns(a, from[0] + q, from[1] + q, from[2] + q, from[3] + q);
        slm_quad_columns(b, from[4] + q, from[5] + q, from[6] + q, from[7] + q);
#pragma GCC unroll 4
        for (size_t i = 0; i < 4; i++) {
            const slm_real x = p->x[(q + i) * p->x_stride];
            s = s + x * a[i];
            t = t + x * b[i];
        }
    }
    *(slm_quad_unaligned *)sum = s;
    *(slm_quad_unaligned *)(sum + 4) = t;
    for (; q < p->k; q++)
        for (size_t r = 0; r < TURNED; r++) sum[r] = sum[r] + p->x[q * p->x_stride] * from[r][q];
}

/* The sum of one column, for a matrix of fewer columns than a register. */
static slm_real single_column(const slm_thin_product *p, const slm_real *matrix) {
    slm_real sum = 0;
    for (size_t q = 0; q < p->k; q++) sum = sum + p->x[q * p->x_stride] * matrix[q * p->ld];
    return sum;
}

void slm_gemm_thin(const slm_thin_product *p, slm_real *y, size_t y_stride, bool accumulate) {
    slm_real sum[WIDE * SLM_REG_LANES > TURNED ? WIDE * SLM_REG_LANES : TURNED];
    for (size_t j = 0, next; j < p->n; j = next) {
        const size_t left = p->n - j;
        size_t first = 0; /* of sum that is new */
        if (p->transposed) {
            next = left < TURNED ? p->n : j + TURNED;
            rows_turned(p, p->matrix + j * p->ld, next - j, sum);
        } else if (left >= WIDE * SLM_REG_LANES) {
            next = j + WIDE * SLM_REG_LANES;
            columns_wide(p, p->matrix + j, sum);
        } else if (left >= 2 * SLM_REG_LANES) {
            next = j + 2 * SLM_REG_LANES;
            columns_2(p, p->matrix + j, sum);
        } else if (p->n >= SLM_REG_LANES) {
            /* The last register ends with the last column and may begin before j. */
            next = left < SLM_REG_LANES ? p->n : j + SLM_REG_LANES;
            first = j + SLM_REG_LANES - next;
            columns_1(p, p->matrix + next - SLM_REG_LANES, sum);
        } else {
            next = j + 1;
            sum[0] = single_column(p, p->matrix + j);
        }
        for (size_t i = j; i < next; i++) {
            const slm_real value = sum[first + i - j];
            y[i * y_stride] = accumulate ? y[i * y_stride] + value : value;
        }
    }
}
