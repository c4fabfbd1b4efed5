/* The parts gemm.c is made of; nobody else includes this. All follow the rule of gemm.h:
 * they compute one block of the sum over k, in one accumulator an element. */
#ifndef SLM_KERNELS_GEMM_PARTS_H
#define SLM_KERNELS_GEMM_PARTS_H

#include "kernels/vec.h"

#include <stdbool.h>

/* Rows and columns of the tile of C that lives in registers: 4 rows of two registers. Of 16
 * registers, 8 hold sums, 2 a row of B, 1 a real of A in every lane, 1 a product. A tile of 5 rows
 * or 3 registers loads less for each sum and was a little faster where V8 kept it in registers,
 * but with loads in another order V8 spilled it, at half the speed. This one stays. */
enum { SLM_TILE_ROWS = 4, SLM_TILE_COLS = 2 * SLM_REG_LANES };

/* What becomes of the sums of a tile. */
typedef enum {
    SLM_TILE_WRITE, /* C = sum */
    SLM_TILE_ADD    /* C = C + sum */
} slm_tile_store;

/* A column of tiles of C, 1 or 2 registers wide. Of op(A) a tile takes in each of k steps, `a_step`
 * apart, one real for each of its rows, `a_row` apart, and its own begin `a_strip` behind those of
 * the tile above. Of op(B) it takes in each step, `b_step` apart, the registers. k > 0. */
typedef struct {
    const slm_real *a, *b;
    size_t a_row, a_step, a_strip, b_step, k;
    bool a_padded;     /* a strip of A holds four rows even where C has fewer */
    int regs;          /* 1 or 2 */
    size_t skip, cols; /* of the columns, skip to cols - 1 are stored; the others exist twice */
    slm_real *c;       /* the first element that is stored */
    size_t ldc, rows;
    slm_tile_store store;
} slm_tile_panel;

void slm_gemm_panel(const slm_tile_panel *p);

/* Packs `extent` rows of a matrix in strips of `width` rows (a multiple of 4), the k reals of the
 * rows of a strip interleaved: to[strip][q][r]. The last strip is filled with zeros. Element
 * (r, q) is from[r * row_stride + q * k_stride]; one of the strides is 1. */
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
