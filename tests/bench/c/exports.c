/* What tests/bench calls in WebAssembly: it brings the clock, and takes turns. */
#include "bench.h"
#include "kernels/gemm.h"
#include "kernels/vec.h"

#include <stdlib.h>

/* Declares, exports and begins to define. */
#define EXPORT(result, name, ...)                                                                  \
    __attribute__((export_name(#name))) result name(__VA_ARGS__);                                  \
    result name(__VA_ARGS__)

static const bench_trainer *trainer_of(int floor) { return floor ? &bench_floor : &bench_engine; }

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

EXPORT(double, bench_chain_run, int count, int times) {
    return bench_chain((size_t)count, (size_t)times);
}

/* --- The matrix product, and the peak it is held against --- */

/* Twelve independent chains of multiply and add: as many as it takes to hide their latency, and as
 * few as 16 registers hold beside the two constants. Returns something that depends on all. */
EXPORT(double, bench_peak, int rounds, double factor, double term) {
    const slm_reg x = slm_reg_splat((slm_real)factor), y = slm_reg_splat((slm_real)term);
    slm_reg r[12];
    SLM_UNROLL for (int i = 0; i < 12; i++) r[i] = slm_reg_splat((slm_real)i);
    for (int q = 0; q < rounds; q++) {
        SLM_UNROLL for (int i = 0; i < 12; i++) r[i] = r[i] * x + y;
    }
    slm_reg sum = r[0];
    SLM_UNROLL for (int i = 1; i < 12; i++) sum = sum + r[i];
    slm_real lanes[SLM_REG_LANES];
    slm_reg_store(lanes, sum);
    return (double)lanes[0];
}

/* Floating-point operations in one round of bench_peak. */
EXPORT(int, bench_peak_flop, void) { return 2 * 12 * SLM_REG_LANES; }

/* `times` products of made-up matrices; returns an element of the last, or NaN without memory. */
EXPORT(double, bench_gemm, int transposes, int m, int n, int k, int times) {
    const slm_gemm_case c = (slm_gemm_case)transposes;
    const size_t rows = (size_t)m, cols = (size_t)n, depth = (size_t)k;
    const size_t need = slm_gemm_workspace(c, rows, cols, depth);
    slm_real *a = calloc(rows * depth, sizeof *a), *b = calloc(depth * cols, sizeof *b);
    slm_real *y = calloc(rows * cols, sizeof *y), *work = calloc(need + 1, sizeof *work);
    double result = BENCH_FAILED;
    if (a && b && y && work) {
        const bool ta = c == SLM_GEMM_TN || c == SLM_GEMM_TT;
        const bool tb = c == SLM_GEMM_NT || c == SLM_GEMM_TT;
        for (size_t i = 0; i < rows * depth; i++) a[i] = (slm_real)(i % 17) * SLM_REAL(0.0625);
        for (size_t i = 0; i < depth * cols; i++) b[i] = (slm_real)(i % 13) * SLM_REAL(-0.125);
        for (int i = 0; i < times; i++)
            slm_gemm(c, rows, cols, depth, a, ta ? rows : depth, b, tb ? depth : cols, y, cols,
                     false, work);
        result = (double)y[rows * cols - 1];
    }
    free(a), free(b), free(y), free(work);
    return result;
}
