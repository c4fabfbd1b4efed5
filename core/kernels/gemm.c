/* The matrix product by blocks: which operand is packed, in what order the blocks come, and how the
 * sums over the blocks of a long k are added. */
#include "kernels/gemm.h"
#include "kernels/gemm_parts.h"
#include "kernels/vec4.h"

/* Blocks of m, n and k. A packed strip of B (BLOCK_K x 8 floats in wasm: 8 KB) stays in the first
 * level cache, a packed block of A (BLOCK_M x BLOCK_K) in the second. */
enum { BLOCK_M = 128, BLOCK_N = 256, BLOCK_K = SLM_GEMM_BLOCK };

/* Below this many columns packing A costs more than it gains. */
enum { PACK_A_COLUMNS = 48 };

/* B is read where it lies when few rows of A use it, or all of it fits the first level cache. */
enum { DIRECT_B_ROWS = 8, DIRECT_B_REALS = 16384 / sizeof(slm_real) };

/* One product of a plan: op(A), op(B), and where they are packed (NULL: read where they lie). */
typedef struct {
    const slm_gemm_plan *plan;
    const slm_real *a, *b;
    slm_real *packed_a, *packed_b, *workspace;
} product;

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

static size_t round_up(size_t n, size_t to) { return (n + to - 1) / to * to; }

static const slm_real *a_at(const product *p, size_t i, size_t q) {
    return p->a + i * p->plan->a_row + q * p->plan->a_col;
}

static const slm_real *b_at(const product *p, size_t q, size_t j) {
    return p->b + q * p->plan->b_row + j * p->plan->b_col;
}

/* --- The plan --- */

/* Products of so few rows or columns that tiles would stay mostly empty, or that B would be packed
 * for few rows; and those of no sum at all. */
static bool is_thin(bool b_transposed, size_t m, size_t n, size_t k) {
    return k == 0 || m <= 1 || n < SLM_TILE_ROWS || (m < SLM_TILE_ROWS && b_transposed);
}

static bool packs_a(size_t n) { return n >= PACK_A_COLUMNS; }

static bool packs_b(bool transposed, size_t m, size_t n, size_t k) {
    if (transposed || n < SLM_REG_LANES) return true;
    return m > DIRECT_B_ROWS && k > DIRECT_B_REALS / n;
}

/* A product so small that nothing is blocked, and of A nothing packed: what surrounds the tiles
 * would cost as much as they do. Its columns fill their registers. */
static bool is_small(bool b_transposed, size_t m, size_t n, size_t k) {
    if (n % SLM_REG_LANES != 0 || packs_a(n) || k > BLOCK_K) return false;
    return b_transposed ? n % SLM_TILE_COLS == 0 : !packs_b(false, m, n, k);
}

/* Packed B comes first in the workspace, a multiple of a tile's columns, which leaves A as well
 * aligned. */
static void plan_packing(slm_gemm_plan *p, bool b_transposed) {
    const size_t m = p->m, n = p->n, k = p->k, depth = least(k, BLOCK_K);
    if (packs_b(b_transposed, m, n, k))
        p->packed_b = round_up(least(n, BLOCK_N), SLM_TILE_COLS) * depth;
    if (packs_a(n)) p->packed_a = round_up(least(m, BLOCK_M), SLM_TILE_ROWS) * depth;
}

static void plan_partial(slm_gemm_plan *p) {
    if (p->k > BLOCK_K) p->partial = least(p->m, BLOCK_M) * least(p->n, BLOCK_N);
    p->workspace = p->packed_b + p->packed_a + p->partial;
}

slm_gemm_plan slm_gemm_plan_of(slm_gemm_case transposes, size_t m, size_t n, size_t k, size_t lda,
                               size_t ldb, size_t ldc) {
    const bool a_transposed = transposes == SLM_GEMM_TN || transposes == SLM_GEMM_TT;
    const bool b_transposed = transposes == SLM_GEMM_NT || transposes == SLM_GEMM_TT;
    slm_gemm_plan p = {.m = m,
                       .n = n,
                       .k = k,
                       .a_row = a_transposed ? 1 : lda,
                       .a_col = a_transposed ? lda : 1,
                       .b_row = b_transposed ? 1 : ldb,
                       .b_col = b_transposed ? ldb : 1,
                       .ldc = ldc};
    if (is_thin(b_transposed, m, n, k)) {
        p.way = SLM_GEMM_THIN;
    } else {
        p.way = is_small(b_transposed, m, n, k) ? SLM_GEMM_SMALL : SLM_GEMM_BLOCKED;
        plan_packing(&p, b_transposed);
    }
    plan_partial(&p);
    return p;
}

/* --- The product --- */

/* y = x M, or y = y + x M where k has one block or none. */
static void thin_line(slm_thin_product line, size_t k, bool accumulate) {
    const size_t step = line.transposed ? 1 : line.ld;
    for (size_t q = 0;; q += BLOCK_K) {
        line.k = least(k - q, BLOCK_K);
        line.accumulate = accumulate || q > 0;
        slm_gemm_thin(&line);
        if (k - q <= BLOCK_K) break; /* the pointers may not leave their arrays */
        line.x += BLOCK_K * line.x_stride;
        line.matrix += BLOCK_K * step;
    }
}

/* Each row of a product of few rows, or each column of one of few columns, by itself. */
static void thin_product(const product *of, slm_real *c, bool accumulate) {
    const slm_gemm_plan *p = of->plan;
    const bool by_rows = p->m < SLM_TILE_ROWS && p->m <= p->n;
    const size_t row = by_rows ? p->b_row : p->a_col, col = by_rows ? p->b_col : p->a_row;
    slm_thin_product line = {
        .x = by_rows ? of->a : of->b,
        .matrix = by_rows ? of->b : of->a,
        .y = c,
        .n = by_rows ? p->n : p->m,
        .x_stride = by_rows ? p->a_col : p->b_row,
        .ld = col == 1 ? row : col,
        .transposed = col != 1,
        .y_stride = by_rows ? 1 : p->ldc,
    };
    const size_t count = by_rows ? p->m : p->n;
    for (size_t i = 0; i < count; i++) {
        thin_line(line, p->k, accumulate);
        if (i + 1 == count) break; /* nor these */
        line.x += by_rows ? p->a_row : p->b_col;
        line.y += by_rows ? p->ldc : 1;
    }
}

/* The block of C whose first element is c[0]: `rows` rows from row i of op(A), `cols` columns from
 * column j of op(B), `depth` steps of k from step q. What is packed is packed from there. */
static void block_product(const product *p, size_t i, size_t rows, size_t j, size_t cols, size_t q,
                          size_t depth, slm_real *c, size_t ldc, slm_tile_store store) {
    slm_tile_panel panel = {.k = depth, .ldc = ldc, .rows = rows, .store = store};
    if (p->packed_a) {
        panel.a = p->packed_a;
        panel.a_row = 1;
        panel.a_step = SLM_TILE_ROWS;
        panel.a_strip = SLM_TILE_ROWS * depth;
        panel.a_padded = true;
    } else {
        panel.a = a_at(p, i, q);
        panel.a_row = p->plan->a_row;
        panel.a_step = p->plan->a_col;
        panel.a_strip = SLM_TILE_ROWS * p->plan->a_row;
    }
    panel.b_step = p->packed_b ? SLM_TILE_COLS : p->plan->b_row;
    for (size_t v = 0; v < cols; v += panel.cols - panel.skip) {
        const size_t left = cols - v;
        panel.regs = left > SLM_REG_LANES ? 2 : 1;
        panel.cols = least(left, SLM_TILE_COLS);
        panel.skip = 0;
        if (p->packed_b) {
            panel.b = p->packed_b + v * depth;
        } else {
            /* Nothing behind a row of B may be read: a last register that is not full begins
             * earlier, and computes some columns over again. */
            if (left < SLM_TILE_COLS) {
                panel.regs = 1;
                panel.cols = SLM_REG_LANES;
                if (left < SLM_REG_LANES) panel.skip = SLM_REG_LANES - left;
            }
            panel.b = b_at(p, q, j + v - panel.skip);
        }
        panel.c = c + v;
        slm_gemm_panel(&panel);
    }
}

static void small_product(const product *of, slm_real *c, slm_tile_store store) {
    const slm_gemm_plan *p = of->plan;
    slm_tile_panel panel = {.a = of->a,
                            .a_row = p->a_row,
                            .a_step = p->a_col,
                            .a_strip = SLM_TILE_ROWS * p->a_row,
                            .b = of->b,
                            .b_step = p->b_row,
                            .k = p->k,
                            .c = c,
                            .ldc = p->ldc,
                            .rows = p->m,
                            .regs = 2,
                            .cols = SLM_TILE_COLS,
                            .store = store};
    size_t b_panel = SLM_TILE_COLS;
    if (of->packed_b) {
        slm_gemm_pack(of->packed_b, SLM_TILE_COLS, of->b, p->b_col, p->b_row, p->n, p->k);
        panel.b = of->packed_b;
        panel.b_step = SLM_TILE_COLS;
        b_panel = SLM_TILE_COLS * p->k;
    }
    size_t v = 0;
    for (; v + SLM_TILE_COLS <= p->n; v += SLM_TILE_COLS) {
        slm_gemm_panel(&panel);
        panel.b += b_panel;
        panel.c += SLM_TILE_COLS;
    }
    if (v < p->n) {
        panel.regs = 1;
        panel.cols = SLM_REG_LANES;
        slm_gemm_panel(&panel);
    }
}

static void blocked_product(const product *p, slm_real *c, slm_tile_store first) {
    const size_t m = p->plan->m, n = p->plan->n, k = p->plan->k, ldc = p->plan->ldc;
    const size_t block_m = p->packed_a ? BLOCK_M : m;
    const size_t block_n = p->packed_b ? BLOCK_N : n;
    for (size_t v = 0; v < n; v += block_n) {
        const size_t cols = least(n - v, block_n);
        for (size_t q = 0; q < k; q += BLOCK_K) {
            const size_t depth = least(k - q, BLOCK_K);
            if (p->packed_b) {
                slm_gemm_pack(p->packed_b, SLM_TILE_COLS, b_at(p, q, v), p->plan->b_col,
                              p->plan->b_row, cols, depth);
            }
            for (size_t u = 0; u < m; u += block_m) {
                const size_t rows = least(m - u, block_m);
                if (p->packed_a) {
                    slm_gemm_pack(p->packed_a, SLM_TILE_ROWS, a_at(p, u, q), p->plan->a_row,
                                  p->plan->a_col, rows, depth);
                }
                block_product(p, u, rows, v, cols, q, depth, c + u * ldc + v, ldc,
                              q == 0 ? first : SLM_TILE_ADD);
            }
        }
    }
}

/* C = the product, or C = C + the product where it has one block of k or none. */
SLM_INLINE void product_at_once(const product *p, slm_real *c, bool accumulate) {
    const slm_tile_store first = accumulate ? SLM_TILE_ADD : SLM_TILE_WRITE;
    if (p->plan->way == SLM_GEMM_THIN)
        thin_product(p, c, accumulate);
    else if (p->plan->way == SLM_GEMM_SMALL)
        small_product(p, c, first);
    else
        blocked_product(p, c, first);
}

/* C = C + the product of more than one block of k: the blocks are summed in the workspace. */
static void accumulate_by_parts(const product *p, slm_real *c) {
    const size_t m = p->plan->m, n = p->plan->n, ldc = p->plan->ldc;
    slm_gemm_plan plan = *p->plan;
    slm_real *partial = p->workspace + plan.packed_b + plan.packed_a;
    product part = *p;
    part.plan = &plan;
    for (size_t j = 0; j < n; j += BLOCK_N) {
        for (size_t i = 0; i < m; i += BLOCK_M) {
            plan.m = least(m - i, BLOCK_M);
            plan.ldc = plan.n = least(n - j, BLOCK_N);
            part.a = a_at(p, i, 0);
            part.b = b_at(p, 0, j);
            product_at_once(&part, partial, false);
            for (size_t u = 0; u < plan.m; u++) {
                slm_real *to = c + (i + u) * ldc + j;
                const slm_real *sum = partial + u * plan.n;
                SLM_ROLLED for (size_t v = 0; v < plan.n; v++) to[v] = to[v] + sum[v];
            }
        }
    }
}

SLM_INLINE void group_product(const product *p, slm_real *c, bool accumulate) {
    if (accumulate && p->plan->k > BLOCK_K)
        accumulate_by_parts(p, c);
    else
        product_at_once(p, c, accumulate);
}

static void product_of_groups(const product *p, slm_real *c, bool accumulate) {
    const size_t k = p->plan->k;
    slm_gemm_plan plan = *p->plan;
    product group = *p;
    group.plan = &plan;
    for (size_t q = 0; q < k; q += SLM_GEMM_GROUP) {
        plan.k = least(k - q, SLM_GEMM_GROUP);
        group.a = a_at(p, 0, q);
        group.b = b_at(p, q, 0);
        group_product(&group, c, accumulate || q > 0);
    }
}

void slm_gemm(const slm_gemm_plan *plan, const slm_real *a, const slm_real *b, slm_real *c,
              bool accumulate, slm_real *workspace) {
    const product p = {.plan = plan,
                       .a = a,
                       .b = b,
                       .packed_a = plan->packed_a ? workspace + plan->packed_b : NULL,
                       .packed_b = plan->packed_b ? workspace : NULL,
                       .workspace = workspace};
    if (plan->k > SLM_GEMM_GROUP)
        product_of_groups(&p, c, accumulate);
    else
        group_product(&p, c, accumulate);
}
