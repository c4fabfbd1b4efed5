/* What tests/bench calls in WebAssembly: it brings the clock, and takes turns. */
#include "bench.h"
#include "kernels/gemm.h"
#include "kernels/vec.h"

#include <stdlib.h>

/* Declares, exports and begins to define. */
#define EXPORT(result, name, ...)                                                                  \
    __attribute__((export_name(#name))) result name(__VA_ARGS__);                                  \
    result name(__VA_ARGS__)

/* Who computes: 0 the engine, 1 the floor, 2 the engine's kernels alone. */
static const bench_trainer *trainer_of(int who) {
    return who == 2 ? &bench_bare : who == 1 ? &bench_floor : &bench_engine;
}

EXPORT(void *, bench_create, int network, int floor) {
    return trainer_of(floor)->create(&bench_networks[network]);
}

EXPORT(double, bench_run, void *trained, int floor, int steps) {
    return trainer_of(floor)->run(trained, (size_t)steps);
}

EXPORT(void, bench_destroy, void *trained, int floor) { trainer_of(floor)->destroy(trained); }

/* A network of `layers` layers, all but the last `width` wide, for the tables of growth. */
EXPORT(void *, bench_create_sized, int width, int layers, int batch, int floor) {
    static bench_network sized;
    sized = (bench_network){.name = "sized",
                            .batch = (size_t)batch,
                            .layers = layers,
                            .activation = SLM_TANH,
                            .optimizer = SLM_SGD,
                            .lr = 0.01};
    if (layers > BENCH_LAYERS) return NULL;
    for (int l = 0; l < layers; l++) sized.width[l] = l == 0 ? 2 : (size_t)width;
    sized.width[layers] = 1;
    return trainer_of(floor)->create(&sized);
}

static const bench_painter *painter_of(int floor) {
    return floor ? &bench_floor_map : &bench_engine_map;
}

EXPORT(void *, bench_map_create, int floor) { return painter_of(floor)->create(); }

EXPORT(double, bench_map_draw, void *map, int floor, int times) {
    return painter_of(floor)->draw(map, (size_t)times);
}

EXPORT(int, bench_calls, void *bare) { return (int)bench_bare_calls(bare); }

EXPORT(void *, bench_chain, int count) { return bench_chain_create((size_t)count); }

EXPORT(double, bench_chain_times, void *chain, int alone, int times) {
    return bench_chain_run(chain, alone != 0, (size_t)times);
}

EXPORT(int, bench_start_of, int network, slm_real *out) {
    return (int)bench_start(&bench_networks[network], out);
}

EXPORT(int, bench_map_start_of, slm_real *out) { return (int)bench_map_start(out); }

/* --- The matrix product, and the peak it is held against --- */

enum { FEW_CHAINS = 12, MOST_CHAINS = 14 };

/* Independent chains of multiply and add, with nothing to load. Returns something that depends on
 * all of them. */
SLM_INLINE double chains(int count, int rounds, double factor) {
    const slm_reg x = slm_reg_splat((slm_real)factor);
    slm_reg r[MOST_CHAINS];
    SLM_UNROLL for (int i = 0; i < count; i++) r[i] = slm_reg_splat((slm_real)i);
    for (int q = 0; q < rounds; q++) {
        SLM_UNROLL for (int i = 0; i < count; i++) r[i] = r[i] * x + x;
    }
    SLM_UNROLL for (int i = 1; i < count; i++) r[0] = r[0] + r[i];
    slm_real lanes[SLM_REG_LANES];
    slm_reg_store(lanes, r[0]);
    return (double)lanes[0];
}

/* As many as it takes to hide their latency on four pipes, and as many as the registers hold that
 * V8 uses beside the constant. Which is faster depends on the core, and on where the code comes to
 * lie. */
EXPORT(double, bench_chains, int most, int rounds, double factor) {
    return most ? chains(MOST_CHAINS, rounds, factor) : chains(FEW_CHAINS, rounds, factor);
}

/* Floating-point operations in one round. */
EXPORT(int, bench_chains_flop, int most) {
    return 2 * (most ? MOST_CHAINS : FEW_CHAINS) * SLM_REG_LANES;
}

EXPORT(double, bench_tile_run, int form, int times) { return bench_tile(form, (size_t)times); }

EXPORT(double, bench_tile_work, int form) { return bench_tile_flop(form); }

static slm_gemm_plan gemm_plan(int transposes, int m, int n, int k) {
    const slm_gemm_case c = (slm_gemm_case)transposes;
    const size_t rows = (size_t)m, cols = (size_t)n, depth = (size_t)k;
    const bool ta = c == SLM_GEMM_TN || c == SLM_GEMM_TT;
    const bool tb = c == SLM_GEMM_NT || c == SLM_GEMM_TT;
    return slm_gemm_plan_of(c, rows, cols, depth, ta ? rows : depth, tb ? depth : cols, cols);
}

/* Operands and workspace of the products to come, made up; false without memory. */
static slm_real *gemm_a, *gemm_b, *gemm_c, *gemm_work;

EXPORT(bool, bench_gemm_prepare, int m, int n, int k) {
    const size_t rows = (size_t)m, cols = (size_t)n, depth = (size_t)k;
    size_t need = 1;
    for (int c = SLM_GEMM_NN; c <= SLM_GEMM_TT; c++) {
        const size_t workspace = gemm_plan(c, m, n, k).workspace;
        need = workspace > need ? workspace : need;
    }
    free(gemm_a), free(gemm_b), free(gemm_c), free(gemm_work);
    gemm_a = aligned_alloc(64, (rows * depth + 16) / 16 * 16 * sizeof *gemm_a);
    gemm_b = aligned_alloc(64, (depth * cols + 16) / 16 * 16 * sizeof *gemm_b);
    gemm_c = aligned_alloc(64, (rows * cols + 16) / 16 * 16 * sizeof *gemm_c);
    gemm_work = aligned_alloc(64, (need + 16) / 16 * 16 * sizeof *gemm_work);
    if (!gemm_a || !gemm_b || !gemm_c || !gemm_work) return false;
    for (size_t i = 0; i < rows * depth; i++) gemm_a[i] = (slm_real)(i % 17) * SLM_REAL(0.0625);
    for (size_t i = 0; i < depth * cols; i++) gemm_b[i] = (slm_real)(i % 13) * SLM_REAL(-0.125);
    return true;
}

/* `times` products of one transpose case, of the prepared size; returns an element of the last. */
EXPORT(double, bench_gemm, int transposes, int m, int n, int k, int times) {
    const slm_gemm_plan plan = gemm_plan(transposes, m, n, k);
    for (int i = 0; i < times; i++) slm_gemm(&plan, gemm_a, gemm_b, gemm_c, false, gemm_work);
    return (double)gemm_c[plan.m * plan.n - 1];
}
