/* The context: memory, the tape, the parameters, the random numbers and the standing error. */
#ifndef SLM_AUTOGRAD_CONTEXT_H
#define SLM_AUTOGRAD_CONTEXT_H

#include "autograd/fuse.h"
#include "base/arena.h"
#include "ops/level.h"
#include "ops/op.h"

enum { SLM_SCOPE_DEPTH = 32 };

/* A result and what it takes its stamp from; one input stands twice. */
typedef struct {
    slm_tensor *out, *a, *b;
} slm_age;

/* What a whole pass does in turn: one rule, of a node or of a fusion. */
typedef struct {
    void (*run)(const slm_node *n, const slm_run *run);
    const slm_node *node; /* of a fusion the last */
} slm_call;

typedef struct {
    void (*run)(const slm_node *n, int i, slm_real *dx, const slm_run *run);
    const slm_node *node;
    int input;
    enum {
        SLM_FLOW_SETS, /* the first to come to a result */
        SLM_FLOW_ADDS,
        SLM_FLOW_LEAF /* a leaf may keep what an earlier pass brought */
    } how;
    slm_tensor *to;
} slm_flow;

/* The graph below a root, sorted once: a recorded graph never changes, so an order holds until its
 * root is rewound. */
struct slm_order {
    slm_order *older; /* the one made before it, for rewinding */
    uint64_t serial;  /* 1, 2, ... in order of making, never used again */
    slm_tensor *root;
    slm_node **forward;  /* every node below the root, as recorded */
    slm_node **backward; /* those that require a gradient, in reverse topological order */
    slm_tensor **leaf;
    slm_age *age;   /* of `forward`; NULL: a node draws, or has more than two inputs */
    slm_call *call; /* of `forward`, fused where they can be */
    slm_flow *flow; /* of `backward`, likewise; only of what something flows to */
    size_t forwards, backwards, leaves, calls, flows;
    size_t checks;  /* nodes of `forward` that have something to check */
    uint64_t clean; /* the context's clock when the values were last known to be up to date */
};

/* A tensor that the depth-first search has entered and not left. */
typedef struct {
    slm_tensor *tensor;
    int next; /* input to visit next */
} slm_frame;

/* A stepped pass under way. */
typedef struct {
    enum { SLM_PASS_NONE, SLM_PASS_FORWARD, SLM_PASS_BACKWARD } kind;
    slm_order *order;
    size_t next;
    slm_real *record; /* before and contribution of each input of one node */
    size_t room;      /* reals */
} slm_pass;

struct slm_ctx {
    slm_memory memory;
    slm_arena lasting; /* parameters, optimizer state, scope names */
    slm_arena tape;
    slm_rng rng;
    const slm_level *level;
    bool no_grad, frozen;
    bool deferred; /* what is recorded is computed at its first forward, not at once */

    slm_tensor **parameter;
    size_t parameters, parameter_room;
    slm_tensor **node; /* the tape: leaves and results in order of creation */
    size_t nodes, node_room;
    uint32_t last_id;
    uint64_t clock; /* counts writes to leaves and random draws */

    slm_tensor *grad_leaf; /* the newest leaf of the tape that requires a gradient */

    slm_order *orders; /* newest first */
    uint64_t last_serial;
    uint64_t flowed; /* serial of the order of which the last backward left all inner `grad_set` as
                        they are now; 0: none */
    uint64_t visits;
    slm_frame *stack; /* of the depth-first search */
    size_t stack_room;

    slm_real *scratch; /* for the operations */
    size_t scratch_room;
    slm_real *contribution; /* of one input, before it is added to its gradient */
    size_t contribution_room;

    const char *scope;
    const char *open[SLM_SCOPE_DEPTH]; /* what `scope` was before each open push */
    int depth;
    char **names; /* every scope and name ever given, in the lasting arena */
    size_t name_count, name_room;

    slm_pass pass;
    slm_text text; /* the last self-description */

    slm_error error;
};

/* Forgets every tensor, parameter and name and gives their memory back. Ids go on where they were;
 * the standing error, limits and random numbers stay. */
void slm_ctx_clear(slm_ctx *slm);

slm_status slm_out_of_memory(slm_ctx *slm, const char *op);
slm_run slm_run_of(slm_ctx *slm);

/* Grows an array held by the context; `op` names the caller in the error. */
#define SLM_GROW(slm, array, room, need, op)                                                       \
    slm_grow_array((slm), (void **)&(array), &(room), (need), sizeof *(array), (op))
slm_status slm_grow_array(slm_ctx *slm, void **block, size_t *room, size_t need, size_t size,
                          const char *op);

/* Refuses NULL, and tensors of another context. */
slm_status slm_check_tensor(slm_ctx *slm, const slm_tensor *t, const char *op, const char *what);

/* A description: an empty text, and its characters when all is written. NULL: the error stands. */
slm_text *slm_describe_start(slm_ctx *slm);
const char *slm_describe_finish(slm_ctx *slm);

/* outer/name (or name, when outer is ""), kept once and for all: a program that gives the same
 * names at every step does not grow. NULL: the error stands. */
const char *slm_intern(slm_ctx *slm, const char *outer, const char *name, const char *op);

/* A leaf or result in `arena`, with data and, if wanted, gradient. Not yet on the tape. NULL: the
 * error stands. */
slm_tensor *slm_tensor_alloc(slm_ctx *slm, slm_arena *arena, const slm_shape *shape, size_t count,
                             bool index, bool requires_grad, const char *op);

/* Puts a tensor at the end of the tape, which must have room (slm_tape_reserve). */
slm_status slm_tape_reserve(slm_ctx *slm, size_t contribution, size_t scratch, const char *op);
void slm_tape_append(slm_ctx *slm, slm_tensor *t);

/* Records one operation and computes it. `attrs` has one entry per op->attrs. */
slm_tensor *slm_record(slm_ctx *slm, const slm_op *op, slm_tensor *const *in, int count,
                       const slm_attr *attrs);

/* The sorted graph below root, made at the first call. NULL: the error stands. */
slm_order *slm_order_of(slm_ctx *slm, slm_tensor *root, const char *op);

/* Runs all its nodes, fused where they can be. */
slm_status slm_order_forward(slm_ctx *slm, const slm_order *order);

/* Runs one node and carries the stamp of its inputs on to its output. */
slm_status slm_node_forward(slm_ctx *slm, slm_node *n);

/* The second half of it. */
static inline void slm_node_stamp(slm_ctx *slm, const slm_node *n) {
    uint64_t stamp = 0;
    for (int i = 0; i < n->count; i++)
        if (n->in[i]->stamp > stamp) stamp = n->in[i]->stamp;
    if (n->op->state) {
        if (!slm->frozen) stamp = ++slm->clock;
        if (stamp < n->out->stamp) stamp = n->out->stamp; /* frozen: drawn after its inputs came */
    }
    n->out->stamp = stamp;
}

/* Refuses an order of which a value was computed from older inputs than there are now: its gradient
 * would be one of nothing in particular. */
slm_status slm_check_fresh(slm_ctx *slm, slm_order *order);

/* Backward up to, but without, the walk: checks, seeds the root, unsets every other inner gradient.
 * Of a whole pass those that will have come are set at once. */
slm_status slm_backward_seed(slm_ctx *slm, slm_tensor *root, const slm_real *upstream, bool whole,
                             slm_order **order);
bool slm_input_flows(const slm_node *n, int i); /* does a gradient flow from n to its input i? */

#endif
