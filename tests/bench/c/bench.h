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

/* A chain of `count` operations on one element each, forward and backward: what a node costs. */
double bench_chain(size_t count, size_t times);

#endif
