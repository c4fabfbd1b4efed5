/* Vector times matrix: one row or one column of a product that is too thin for tiles. */
#include "kernels/gemm_parts.h"
#include "kernels/vec4.h"

enum { WIDE = 8, TURNED = 8 };

static SLM_NOINLINE void put(const slm_thin_product *p, size_t j, const slm_real *sum,
                             size_t count) {
    slm_real *y = p->y + j * p->y_stride;
    if (p->accumulate)
        SLM_ROLLED for (size_t i = 0; i < count; i++, y += p->y_stride) *y = *y + sum[i];
    else
        SLM_ROLLED for (size_t i = 0; i < count; i++, y += p->y_stride) *y = sum[i];
}

/* Blocks of `regs` (at most WIDE) registers of neighbouring columns, from column j while whole
 * blocks are left. Returns the first column that is not done. */
SLM_INLINE size_t columns(const size_t regs, const slm_thin_product *p, size_t j) {
    const size_t width = regs * SLM_REG_LANES;
    for (; j + width <= p->n; j += width) {
        slm_reg s[WIDE] = {{0}};
        for (size_t q = 0; q < p->k; q++) {
            const slm_reg x = slm_reg_splat(p->x[q * p->x_stride]);
            const slm_real *from = p->matrix + q * p->ld + j;
            SLM_UNROLL for (size_t r = 0; r < regs; r++) s[r] =
                s[r] + x * slm_reg_load(from + r * SLM_REG_LANES);
        }
        slm_real sum[WIDE * SLM_REG_LANES];
        SLM_UNROLL for (size_t r = 0; r < regs; r++) slm_reg_store(sum + r * SLM_REG_LANES, s[r]);
        put(p, j, sum, width);
    }
    return j;
}

static SLM_NOINLINE size_t columns_wide(const slm_thin_product *p, size_t j) {
    return columns(WIDE, p, j);
}

static SLM_NOINLINE size_t columns_2(const slm_thin_product *p, size_t j) {
    return columns(2, p, j);
}

/* Fewer than two registers of columns, one by one. */
static SLM_NOINLINE void columns_left(const slm_thin_product *p, size_t j) {
    for (; j < p->n; j++) {
        slm_real sum = 0;
        SLM_ROLLED for (size_t q = 0; q < p->k; q++) sum =
            sum + p->x[q * p->x_stride] * p->matrix[q * p->ld + j];
        put(p, j, &sum, 1);
    }
}

/* All rows of a transposed matrix, TURNED at a time and turned around four by four. A row that is
 * not there is the last one over again. */
static SLM_NOINLINE void rows_turned(const slm_thin_product *p) {
    for (size_t j = 0; j < p->n; j += TURNED) {
        const size_t rows = p->n - j < TURNED ? p->n - j : TURNED;
        const slm_real *from[TURNED];
        SLM_ROLLED for (size_t r = 0; r < TURNED; r++) from[r] =
            p->matrix + (j + (r < rows ? r : rows - 1)) * p->ld;
        slm_quad s = {0}, t = {0};
        size_t q = 0;
        for (; q + 4 <= p->k; q += 4) {
            slm_quad a[4], b[4];
            slm_quad_columns(a, from[0] + q, from[1] + q, from[2] + q, from[3] + q);
            slm_quad_columns(b, from[4] + q, from[5] + q, from[6] + q, from[7] + q);
            SLM_UNROLL for (size_t i = 0; i < 4; i++) {
                const slm_real x = p->x[(q + i) * p->x_stride];
                s = s + x * a[i];
                t = t + x * b[i];
            }
        }
        slm_real sum[TURNED];
        *(slm_quad_unaligned *)sum = s;
        *(slm_quad_unaligned *)(sum + 4) = t;
        for (; q < p->k; q++)
            SLM_ROLLED for (size_t r = 0; r < TURNED; r++) sum[r] =
                sum[r] + p->x[q * p->x_stride] * from[r][q];
        put(p, j, sum, rows);
    }
}

void slm_gemm_thin(const slm_thin_product *p) {
    if (p->transposed) {
        rows_turned(p);
        return;
    }
    columns_left(p, columns_2(p, columns_wide(p, 0)));
}
