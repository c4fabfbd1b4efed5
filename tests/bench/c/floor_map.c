/* The decision map without the engine's graph: blocks of points through the network, then colours.
 */
#include "bench.h"
#include "kernels/gemm.h"
#include "kernels/vmath.h"

#include <stdlib.h>
#include <string.h>

enum { HIDDEN = 16, ROWS = 250, CELLS = BENCH_MAP_SIDE * BENCH_MAP_SIDE };

typedef struct {
    slm_real weight1[2 * HIDDEN], bias1[HIDDEN];
    slm_real weight2[HIDDEN * HIDDEN], bias2[HIDDEN];
    slm_real weight3[HIDDEN], bias3[1];
    slm_real x[2 * ROWS], h1[ROWS * HIDDEN], h2[ROWS * HIDDEN], out[ROWS];
    slm_real workspace[1 << 14];
    float values[CELLS];
    uint8_t rgba[4 * CELLS];
} map;

/* The weights that the engine's trainer starts from. */
static void *floor_map_create(void) {
    map *m = calloc(1, sizeof *m);
    slm_trainer *t = bench_engine_map.create();
    slm_ctx *slm = slm_trainer_context(t);
    slm_real *const to[] = {m->weight1, m->bias1, m->weight2, m->bias2, m->weight3, m->bias3};
    for (size_t i = 0; i < 6; i++) {
        const slm_tensor *p = slm_parameter_at(slm, i);
        memcpy(to[i], slm_data(p), slm_count(p) * sizeof *to[i]);
    }
    slm_trainer_destroy(t);
    return m;
}

static void floor_map_destroy(void *given) { free(given); }

static void linear(map *m, const slm_real *x, size_t in, const slm_real *weight,
                   const slm_real *restrict bias, slm_real *restrict y, size_t out) {
    const slm_gemm_plan plan = slm_gemm_plan_of(SLM_GEMM_NN, ROWS, out, in, in, out, out);
    slm_gemm(&plan, x, weight, y, false, m->workspace);
    for (size_t i = 0; i < ROWS; i++, y += out)
        for (size_t j = 0; j < out; j++) y[j] += bias[j];
}

/* A mixture of two colours, each part rounded. */
static void mix(uint8_t *pixel, const double from[3], const double to[3], double share) {
    for (int c = 0; c < 3; c++) pixel[c] = (uint8_t)((1 - share) * from[c] + share * to[c] + 0.5);
    pixel[3] = 255;
}

static double floor_draw(void *given, size_t times) {
    static const double low[3] = {0xf5, 0x93, 0x22}, middle[3] = {0xe8, 0xea, 0xeb},
                        high[3] = {0x08, 0x77, 0xbd};
    map *m = given;
    for (size_t i = 0; i < times; i++)
        for (size_t first = 0; first < CELLS; first += ROWS) {
            for (size_t r = 0; r < ROWS; r++) {
                const size_t cell = first + r;
                const double across = 4.0 / (double)BENCH_MAP_SIDE;
                m->x[2 * r] = (slm_real)(-2.0 + ((double)(cell % BENCH_MAP_SIDE) + 0.5) * across);
                m->x[2 * r + 1] =
                    (slm_real)(2.0 - ((double)(cell / BENCH_MAP_SIDE) + 0.5) * across);
            }
            linear(m, m->x, 2, m->weight1, m->bias1, m->h1, HIDDEN);
            slm_vtanh(m->h1, m->h1, ROWS * HIDDEN);
            linear(m, m->h1, HIDDEN, m->weight2, m->bias2, m->h2, HIDDEN);
            slm_vtanh(m->h2, m->h2, ROWS * HIDDEN);
            linear(m, m->h2, HIDDEN, m->weight3, m->bias3, m->out, 1);
            for (size_t r = 0; r < ROWS; r++) {
                const double value = (double)(float)m->out[r];
                const double p = value < 0 ? 0 : value > 1 ? 1 : value;
                m->values[first + r] = (float)m->out[r];
                if (p < 0.5)
                    mix(m->rgba + 4 * (first + r), low, middle, 2 * p);
                else
                    mix(m->rgba + 4 * (first + r), middle, high, 2 * p - 1);
            }
        }
    double sum = 0;
    for (size_t i = 0; i < CELLS; i++) sum += (double)m->values[i];
    for (size_t i = 0; i < sizeof m->rgba; i++) sum += m->rgba[i];
    return sum;
}

const bench_painter bench_floor_map = {"floor", floor_map_create, floor_draw, floor_map_destroy};
