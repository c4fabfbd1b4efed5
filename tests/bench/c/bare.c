/* The engine's own graph run by a plain list of its kernels' calls: the same blocks on the same
 * arrays with the same bits, but no checks, stamps, flags or orders. What the engine takes longer
 * is the tape itself. */
#include "autograd/context.h"
#include "bench.h"
#include "kernels/optimizer_updates.h"

#include <stdlib.h>

/* One call: forward, or else backward. */
typedef struct {
    const slm_call *forward;
    const slm_flow *backward;
    bool adds; /* not the first contribution */
} call;

typedef struct {
    void *engine;
    slm_ctx *slm;
    slm_tensor *root;
    slm_real lr;
    call *call;
    size_t calls;
} bare;

static void list_calls(bare *b, const slm_order *order) {
    for (size_t i = 0; i < order->calls; i++)
        b->call[b->calls++] = (call){&order->call[i], NULL, false};
    slm_zero_grad(b->slm);
    for (size_t k = 0; k < order->flows; k++) {
        const slm_flow *f = &order->flow[k];
        const bool leaf = f->how == SLM_FLOW_LEAF;
        const bool adds = leaf ? f->to->grad_set : f->how == SLM_FLOW_ADDS;
        if (leaf) f->to->grad_set = true;
        b->call[b->calls++] = (call){NULL, f, adds};
    }
}

static void *bare_of(void *engine, slm_ctx *slm, slm_tensor *root, double lr) {
    bare *b = calloc(1, sizeof *b);
    if (!b || slm_forward(slm, root)) return NULL;
    const slm_order *order = root->order;
    *b = (bare){engine, slm, root, (slm_real)lr, NULL, 0};
    b->call = calloc(order->calls + order->flows, sizeof *b->call);
    if (!b->call) return NULL;
    list_calls(b, order);
    return b;
}

static double bare_run(void *given, size_t steps) {
    const bare *b = given;
    const slm_run run = slm_run_of(b->slm);
    slm_real *scratch = b->slm->contribution;
    for (size_t s = 0; s < steps; s++) {
        b->root->grad[0] = 1;
        for (const call *c = b->call, *end = c + b->calls; c < end; c++) {
            if (c->forward) {
                c->forward->run(c->forward->node, &run);
                continue;
            }
            const slm_flow *f = c->backward;
            if (!c->adds) {
                f->run(f->node, f->input, f->to->grad, &run);
            } else {
                f->run(f->node, f->input, scratch, &run);
                for (size_t j = 0; j < f->to->count; j++) f->to->grad[j] += scratch[j];
            }
        }
        for (size_t i = 0; i < b->slm->parameters; i++) {
            slm_tensor *p = b->slm->parameter[i];
            slm_update_sgd(p->data, p->grad, p->count, b->lr, 0);
        }
    }
    return (double)b->root->data[0];
}

static void bare_destroy(void *given) {
    bare *b = given;
    bench_engine.destroy(b->engine);
    free(b->call);
    free(b);
}

/* SGD only. */
static void *bare_create(const bench_network *network) {
    if (network->optimizer != SLM_SGD) return NULL;
    slm_ctx *slm;
    slm_tensor *loss;
    void *engine = bench_engine.create(network);
    if (!engine) return NULL;
    bench_engine_parts(engine, &slm, &loss);
    return bare_of(engine, slm, loss, network->lr);
}

const bench_trainer bench_bare = {"kernels alone", bare_create, bare_run, bare_destroy};

size_t bench_bare_calls(const void *given) {
    const bare *b = given;
    return b->calls + b->slm->parameters;
}

/* --- The chain --- */

void *bench_chain_create(size_t count) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *y = slm_scalar(slm, SLM_REAL(0.5), true);
    for (size_t i = 0; i < count; i++) y = slm_neg(slm, y);
    return y ? bare_of(NULL, slm, y, 0) : NULL;
}

double bench_chain_run(void *chain, bool alone, size_t times) {
    const bare *b = chain;
    if (alone) return bare_run(chain, times);
    for (size_t i = 0; i < times; i++) {
        if (slm_forward(b->slm, b->root)) return BENCH_FAILED;
        slm_zero_grad(b->slm);
        if (slm_backward(b->slm, b->root, NULL)) return BENCH_FAILED;
    }
    return (double)b->root->data[0];
}

void bench_chain_destroy(void *chain) {
    bare *b = chain;
    slm_destroy(b->slm);
    free(b->call);
    free(b);
}
