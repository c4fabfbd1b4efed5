/* Fixed workloads, each computed twice: by the engine through its public API, and by a loop without
 * autograd on the same kernels, the floor. What lies between the two is what the tape costs. */
#ifndef SLM_BENCH_BENCH_H
#define SLM_BENCH_BENCH_H

#include "slm.h"

#include <math.h>

enum { BENCH_LAYERS = 40 };

/* What a workload gives that failed: NaN. */
#define BENCH_FAILED ((double)SLM_NAN)

/* An MLP on made-up data. One step is forward, backward and update on the same batch. */
typedef struct {
    const char *name;
    size_t batch;
    int layers;
    size_t width[BENCH_LAYERS + 1]; /* inputs, hidden layers, outputs */
    slm_activation activation;      /* after each layer but the last: tanh or relu */
    bool classes;                   /* softmax cross-entropy; else mean squared error */
    slm_optimizer_kind optimizer;
    double lr;
    size_t counted; /* steps of which instructions are counted */
} bench_network;

extern const bench_network bench_networks[];
extern const size_t bench_network_count;

/* The same data for everyone: x (batch, inputs) and targets (batch, outputs), or classes (batch).
 * Of the last two, one is NULL. */
void bench_fill(const bench_network *network, slm_real *x, slm_real *target, int32_t *classes);

/* One who can train. `run` does so many steps and returns the loss of the last; NULL or NaN when
 * something failed. */
typedef struct {
    const char *name;
    void *(*create)(const bench_network *network);
    double (*run)(void *trained, size_t steps);
    void (*destroy)(void *trained);
} bench_trainer;

extern const bench_trainer bench_engine, bench_floor;

/* W3: a Transformer on one batch of made-up text; cross-entropy, Adam, no dropout. The engine alone
 * trains it: `run` and `destroy` are those of bench_engine. */
enum { BENCH_TEXT_ROWS = 8 };
extern const slm_transformer_options bench_language;
void *bench_language_create(void);

/* A decision map, coloured: 100 x 100 cells of a 2-16-16-1 tanh network. `draw` returns a number
 * made of all its colours and values, for comparison. */
enum { BENCH_MAP_SIDE = 100 };
typedef struct {
    const char *name;
    void *(*create)(void);
    double (*draw)(void *map, size_t times);
    void (*destroy)(void *map);
} bench_painter;

extern const bench_painter bench_engine_map, bench_floor_map;

/* What an engine trains, for who looks inside it. */
void bench_engine_parts(void *engine, slm_ctx **slm, slm_tensor **loss);

/* The engine's calls of kernels in a plain list; `create` gives NULL but for SGD. */
extern const bench_trainer bench_bare;
size_t bench_bare_calls(const void *bare); /* in a step */

/* A chain of `count` operations on one element each, forward and backward, by the tape or by their
 * calls alone: what a node costs. */
void *bench_chain_create(size_t count);
double bench_chain_run(void *chain, bool alone, size_t times);
void bench_chain_destroy(void *chain);

/* The inner loop of the matrix product in one of four forms: 4 x 2 registers, 5 x 2, 3 x 3, and
 * 3 x 3 with a branch in the middle of a step. */
double bench_tile(int form, size_t times);
double bench_tile_flop(int form); /* of one run */

/* c = a b of (m, k) and (k, n) by three plain loops, the innermost along a row: what any compiler
 * makes of them, without a thought for caches. A BLAS that is not much faster is none to compare
 * with. Returns one element of c. */
double bench_plain_product(const slm_real *a, const slm_real *b, slm_real *c, size_t m, size_t k,
                           size_t n);

/* What a peer starts from: x, then targets (classes as reals), then weight and bias of each layer,
 * as reals, one array after the other. Returns how many; `out` NULL: only counts. */
size_t bench_start(const bench_network *network, slm_real *out);

/* Of W3 the tokens, those that come after them, and each parameter in order of creation, likewise.
 */
size_t bench_language_start(slm_real *out);

/* Weight and bias of each layer of the map's network, likewise. */
size_t bench_map_start(slm_real *out);

#endif
