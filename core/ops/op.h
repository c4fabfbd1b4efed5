/* What an operation is. One block per operation holds its shape rule, forward, backward and
 * formulas; ops.def lists them all, and the engine, gradcheck, the JSON for the page and the tests
 * walk that list.
 *
 * A block works on a node whose output and inputs are ready; it allocates nothing and keeps no
 * state of its own. */
#ifndef SLM_OPS_OP_H
#define SLM_OPS_OP_H

#include "base/rng.h"
#include "tensor/tensor.h"

typedef struct slm_op slm_op;

/* Attributes: what an operation is told besides its inputs. */
typedef enum {
    SLM_ATTR_REAL,
    SLM_ATTR_INT,
    SLM_ATTR_BOOL,
    SLM_ATTR_INTS /* a list of up to SLM_MAX_RANK */
} slm_attr_kind;

typedef struct {
    const char *key;
    slm_attr_kind kind;
    const char *says; /* the permitted values, in words */
    bool required;
    double fallback; /* for REAL, INT and BOOL; a missing list is empty */
} slm_attr_spec;

typedef struct {
    double number;
    int64_t integer; /* INT: exact beyond 2^53 */
    int count;
    int64_t item[SLM_MAX_RANK];
} slm_attr;

/* A recorded operation. */
struct slm_node {
    const slm_op *op;
    const slm_op *code; /* op as it is compiled for the vectors that the context uses */
    slm_tensor *out;
    slm_tensor **in;
    int count;      /* of inputs */
    slm_attr *attr; /* one per op->attrs */
    void *plan;     /* op->plan_bytes: what the shape rule worked out once, for every later run */
    void *saved;    /* what forward keeps for backward */
    size_t saved_bytes;
};

/* What a node asks for beyond its output. */
typedef struct {
    size_t saved_bytes;
    size_t scratch; /* reals that forward or backward may use while it runs */
} slm_need;

/* What forward and backward are given. */
typedef struct {
    slm_real *scratch; /* as large as the largest need on the tape */
    slm_rng *rng;
    bool frozen;                   /* random operations keep what they have drawn */
    const struct slm_level *level; /* of the context: for calls that fuse several nodes */
} slm_run;

enum { SLM_OP_ATTRS = 4 }; /* that an operation can have */

typedef struct {
    const char *name;       /* "a" */
    const char *derivative; /* what backward adds to its gradient: "da += dy b^T"; NULL: not
                               differentiable */
    bool index;             /* holds indices, not reals */
} slm_input_spec;

/* The lists of a block, with their lengths. */
#define SLM_INPUTS(...) SLM_OP_LIST(input, inputs, slm_input_spec, __VA_ARGS__)
#define SLM_ATTRS(...)  SLM_OP_LIST(attrs, attr_count, slm_attr_spec, __VA_ARGS__)
#define SLM_OP_LIST(list, count, type, ...)                                                        \
    .list = (const type[]){__VA_ARGS__}, .count = sizeof((const type[]){__VA_ARGS__}) / sizeof(type)

struct slm_op {
    const char *name;
    const char *summary; /* one sentence in English; the page has the Korean, keyed by name */
    bool variadic;       /* takes 1 to SLM_MAX_INPUTS inputs, all as input[0] */
    bool state; /* `saved` cannot be computed again from the inputs (a dropout mask): it is written
                   out with the tape */
    uint8_t inputs, attr_count;
    const slm_input_spec *input;
    const slm_attr_spec *attrs;
    const char *formula; /* as it stands in the comment above the code: "y = a + b" */
    size_t plan_bytes;

    /* Checks inputs and attributes, gives the output's shape, fills the plan. `need` comes in
     * zeroed. */
    slm_status (*shape)(slm_node *n, slm_shape *out, slm_need *need, slm_error *err);

    /* What can have come from outside since the recording, such as an index. NULL: nothing. A run
     * asks all its nodes before it computes any. */
    slm_status (*check)(const slm_node *n, slm_error *err);

    /* Computes n->out->data. */
    void (*forward)(const slm_node *n, const slm_run *run);

    /* Writes into dx what flows to input i: upstream n->out->grad times the local derivative, of
     * the input's shape. The tape decides whether it is written or added to what is there. */
    void (*backward)(const slm_node *n, int i, slm_real *dx, const slm_run *run);
};

/* A file compiled for a level of wider vectors has operations of its own, with other symbols. */
#ifdef SLM_LEVEL
#define SLM_TEXT_OF(x)          #x
#define SLM_LABEL_OF(prefix, x) SLM_TEXT_OF(prefix##x)
#define SLM_LABEL(prefix, name) SLM_LABEL_OF(prefix, name)
#define SLM_X(form, name)                                                                          \
    extern const slm_op slm_op_##name __asm__(                                                     \
        SLM_LABEL(__USER_LABEL_PREFIX__, SLM_AT_LEVEL(slm_op_##name)));
#else
#define SLM_X(form, name) extern const slm_op slm_op_##name;
#endif
#include "ops/ops.def"
#undef SLM_X

/* The list, in the order of ops.def; NULL past its end, or for an unknown name. */
const slm_op *slm_op_at(size_t i);
const slm_op *slm_op_named(const char *name);

/* Refuses a count of inputs that the operation does not take. */
slm_status slm_op_check_count(const slm_op *op, int count, slm_error *err);

static inline const slm_input_spec *slm_op_input(const slm_op *op, int i) {
    return &op->input[op->variadic ? 0 : i];
}

#endif
