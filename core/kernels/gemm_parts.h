/* The parts gemm.c is made of; nobody else includes this. All follow the rule of gemm.h: ascending
 * k, one accumulator an element, product and sum rounded each. */
#ifndef SLM_KERNELS_GEMM_PARTS_H
#define SLM_KERNELS_GEMM_PARTS_H

#include "kernels/vec.h"

#include <stdbool.h>

/* Rows and columns of the tiles of C that live in registers.
 *
 * Where A lies as it came: 4 rows of 2 registers. Where A is packed: 3 rows of 3. A core that
 * starts two products and two sums a cycle takes in about six operations of any kind, so what is
 * not a product or a sum decides: the first loads 6 registers for 16 of them, the second 6 for 18.
 * With sums, a row of B and what is on its way the second needs 14 of 16 registers; V8 has one for
 * itself. Larger tiles lose half their speed to it: tests/bench/c/gemm_tiles.c shows them. */
enum {
    SLM_TILE_ROWS = 4,
    SLM_TILE_REGS = 2,
    SLM_TILE_COLS = SLM_TILE_REGS * SLM_REG_LANES,
    SLM_STRIP_ROWS = 3,
    SLM_STRIP_REGS = SLM_REG_LANES % 4 ? 2 : 3, /* four columns are packed at once */
    SLM_STRIP_COLS = SLM_STRIP_REGS * SLM_REG_LANES
};

/* What becomes of the sums of a tile. */
typedef enum {
    SLM_TILE_WRITE, /* C = sum */
    SLM_TILE_ADD,   /* C = C + sum */
    SLM_TILE_CARRY  /* C holds the sum up to here, which goes on */
} slm_tile_store;

/* A column of tiles of C, 1 to 3 registers wide. Of op(A) a tile takes in each of k steps, `a_step`
 * apart, one real for each of its rows, `a_row` apart, and its own begin `a_strip` behind those of
 * the tile above. Of op(B) it takes in each step, `b_step` apart, the registers. k > 0. */
typedef struct {
    const slm_real *a, *b;
    size_t a_row, a_step, a_strip, b_step, k;
    bool packed;       /* A lies in strips of SLM_STRIP_ROWS, whole also where C has fewer rows */
    int regs;          /* at most SLM_STRIP_REGS if packed, else SLM_TILE_REGS */
    size_t skip, cols; /* of the columns, skip to cols - 1 are stored; the others exist twice */
    slm_real *c;       /* the first element that is stored */
    size_t ldc, rows;
    slm_tile_store store;
} slm_tile_panel;

void slm_gemm_panel(const slm_tile_panel *p);

/* Packs `extent` rows of a matrix in strips of `width` rows (a multiple of 4, or SLM_STRIP_ROWS),
 * the k reals of the rows of a strip interleaved: to[strip][q][r]. The last strip is filled with
 * zeros. Element (r, q) is from[r * row_stride + q * k_stride]; one of the strides is 1. One real
 * behind the last strip may be written, too. */
void slm_gemm_pack(slm_real *to, size_t width, const slm_real *from, size_t row_stride,
                   size_t k_stride, size_t extent, size_t k);

/* A vector times a matrix, y[j] = sum over q of x[q] M[q][j]: n results of k products. M[q][j] is
 * matrix[q * ld + j], or if transposed matrix[j * ld + q]. */
typedef struct {
    const slm_real *x, *matrix;
    slm_real *y;
    size_t n, k, x_stride, y_stride, ld;
    bool transposed, accumulate;
} slm_thin_product;

void slm_gemm_thin(const slm_thin_product *p);

#endif
