/* SLM: a tensor and autograd engine in C11. This header is the whole public API.
 *
 *     slm_ctx *slm = slm_create(NULL);
 *     slm_tensor *x = slm_scalar(slm, 3, true);
 *     slm_tensor *y = slm_add(slm, slm_mul(slm, x, x), x);       // y = x*x + x
 *     slm_backward(slm, y, NULL);
 *     printf("y = %g, dy/dx = %g\n", (double)slm_item(slm, y), (double)slm_grad(slm, x)[0]);
 *     slm_destroy(slm);                                          // y = 12, dy/dx = 7
 *
 * Calling an operation computes its value at once and records a node on the context's tape. The
 * tape can be run again (slm_forward) with new values in the same memory, and backwards
 * (slm_backward).
 *
 * Errors. A function that fails returns NULL or a status other than SLM_OK, changes nothing else,
 * and leaves its status and a sentence in the context: slm_error_status, slm_error_text. The first
 * error stands there until slm_error_clear; later calls still work, and what they return is their
 * own. NULL in gives NULL out, so a chain of operations needs one check at its end.
 *
 * Lifetimes. Parameters live as long as the context. Everything else lives on the tape until it is
 * rewound. Nothing is freed one by one. Pointers to values and gradients stay put for the tensor's
 * lifetime. A context is used by one thread at a time.
 *
 * Shapes are row-major, rank 0 (a scalar) to SLM_MAX_RANK; an extent may be 0. Negative axes count
 * from the end.
 *
 * Numbers (slm_real) are float. For double compile with -DSLM_DOUBLE and link slm64 instead of slm;
 * the CMake target slm::slm64 and pkg-config's slm64 do both. Files and a library of different
 * types do not link. */
#ifndef SLM_H
#define SLM_H

#include "base/types.h" /* slm_ctx, slm_tensor, slm_status, slm_allocator, slm_bytes */

#ifdef __cplusplus
#include <initializer_list> /* SLM_SHAPE */
extern "C" {
#endif

enum { SLM_MAX_RANK = 8, SLM_MAX_INPUTS = 64 };

/* A name, and a path of scopes, has less than that: so what is saved can be loaded. */
enum { SLM_NAME_BYTES = 1024 };

/* --- Errors --- */

const char *slm_status_name(slm_status status); /* "BROADCAST"; static */

/* Its sentence, with "{name}" or "{name:kind}" for each argument; static, NULL past the last. */
const char *slm_status_sentence(slm_status status);

/* Of the first error since the last clear; slm NULL: SLM_E_NULL. */
slm_status slm_error_status(const slm_ctx *slm);

/* Its sentence, "" if there is none; valid until the next clear. */
const char *slm_error_text(const slm_ctx *slm);
void slm_error_clear(slm_ctx *slm);

/* --- Context and memory --- */

/* malloc and free. A program that is to do without them defines it itself, with the same name. */
extern const slm_allocator slm_default_allocator;

/* allocator NULL: the default. NULL when out of memory, or when one of its functions is
 * missing. */
slm_ctx *slm_create(const slm_allocator *allocator);
void slm_destroy(slm_ctx *slm); /* NULL is allowed */

/* The vectors that the context computes with: the widest that this machine has of those that the
 * library was compiled for, "baseline", "avx2", "avx512" on x86-64. All give the same bits. What is
 * recorded after slm_use_vectors is computed with those; STRUCTURE where there are none of that
 * name. slm_vectors_at lists the names, the narrowest first; NULL past the end. */
const char *slm_vectors(const slm_ctx *slm); /* NULL without a context */
const char *slm_vectors_at(size_t i);
slm_status slm_use_vectors(slm_ctx *slm, const char *name);

size_t slm_memory_in_use(const slm_ctx *slm); /* bytes */
size_t slm_memory_peak(const slm_ctx *slm);

/* Later allocations that would pass `bytes` fail; SIZE_MAX: no limit. */
void slm_memory_limit(slm_ctx *slm, size_t bytes);

/* The n-th allocation from now (n = 1: the next) fails, once or, with `from`, every one after it
 * too. n = 0: none. */
void slm_memory_fail(slm_ctx *slm, uint64_t n, bool from);

/* Frees bytes that a call of this context handed over. */
void slm_bytes_free(slm_ctx *slm, slm_bytes *bytes);

/* Of the context's random numbers; a new context has seed 0. */
void slm_seed(slm_ctx *slm, uint64_t seed);
uint64_t slm_random_state(const slm_ctx *slm); /* where they are, to go on from there later */
void slm_random_restore(slm_ctx *slm, uint64_t state);

/* --- Tensors --- */

/* SLM_SHAPE(2, 16) stands for the two arguments `rank, shape`. A scalar is 0, NULL. */
#ifdef __cplusplus
#define SLM_SHAPE(...)                                                                             \
    (int)std::initializer_list<size_t>{__VA_ARGS__}.size(),                                        \
        std::initializer_list<size_t>{__VA_ARGS__}.begin()
#else
#define SLM_SHAPE(...)                                                                             \
    (int)(sizeof((const size_t[]){__VA_ARGS__}) / sizeof(size_t)), (const size_t[]) { __VA_ARGS__ }
#endif

/* A leaf on the tape. `data` is copied (its length is the product of `shape`); NULL: zeros. */
slm_tensor *slm_tensor_new(slm_ctx *slm, int rank, const size_t *shape, const slm_real *data,
                           bool requires_grad);
slm_tensor *slm_scalar(slm_ctx *slm, slm_real value, bool requires_grad);

/* A leaf of integers: class indices, token indices. No gradient. */
slm_tensor *slm_index_new(slm_ctx *slm, int rank, const size_t *shape, const int32_t *data);

/* A leaf that requires a gradient, lives as long as the context and is updated by the optimizer; it
 * is named by the open scopes and `name`. Zeros at first. */
slm_tensor *slm_parameter(slm_ctx *slm, const char *name, int rank, const size_t *shape);

/* All of them, in order of creation; NULL past the end. */
size_t slm_parameter_count(const slm_ctx *slm);
slm_tensor *slm_parameter_at(const slm_ctx *slm, size_t i);

/* (n,n) mask of 0 and 1 for slm_masked_fill: 1 where the column is after the row, so that a
 * position sees no later one. */
slm_tensor *slm_causal_mask(slm_ctx *slm, size_t n);

/* Names t within its scope; returns t. */
slm_tensor *slm_name(slm_ctx *slm, slm_tensor *t, const char *name);

int slm_rank(const slm_tensor *t);
size_t slm_dim(const slm_tensor *t, int axis); /* of an axis; 0 when out of range */
const size_t *slm_shape_of(const slm_tensor *t);
size_t slm_count(const slm_tensor *t); /* elements */

/* 1, 2, ... in order of creation; never used again, not even after a rewind. */
uint32_t slm_id(const slm_tensor *t);
bool slm_requires_grad(const slm_tensor *t);
bool slm_is_index(const slm_tensor *t);

/* Values. Reading is free. Writing goes through slm_set or slm_data_mut, so that the tape knows
 * that it must be run again. */
const slm_real *slm_data(const slm_tensor *t);      /* NULL for indices */
const int32_t *slm_index_data(const slm_tensor *t); /* NULL for reals */

/* The one element; an error and NaN when there is not just one. */
slm_real slm_item(slm_ctx *slm, const slm_tensor *t);

slm_status slm_set(slm_ctx *slm, slm_tensor *leaf, const slm_real *data, size_t count);
slm_status slm_index_set(slm_ctx *slm, slm_tensor *leaf, const int32_t *data, size_t count);
slm_real *slm_data_mut(slm_ctx *slm, slm_tensor *leaf); /* for writing before the next forward */

/* The gradient, of t's shape; zeros when nothing has flowed into it, NULL when t requires none. */
const slm_real *slm_grad(slm_ctx *slm, slm_tensor *t);
slm_status slm_set_grad(slm_ctx *slm, slm_tensor *t, const slm_real *grad, size_t count);

/* Marks the gradient of every leaf unset: of parameters and of leaves on the tape. */
void slm_zero_grad(slm_ctx *slm);

/* --- Operations ---
 *
 * Each is one block of core/ops, listed in core/ops/ops.def. Inputs broadcast as in NumPy. The
 * result is a new node of the tape; NULL when shapes, axes or attributes do not fit. */

slm_tensor *slm_add(slm_ctx *slm, slm_tensor *a, slm_tensor *b); /* a + b */
slm_tensor *slm_sub(slm_ctx *slm, slm_tensor *a, slm_tensor *b); /* a - b */
slm_tensor *slm_mul(slm_ctx *slm, slm_tensor *a, slm_tensor *b); /* a * b */
slm_tensor *slm_div(slm_ctx *slm, slm_tensor *a, slm_tensor *b); /* a / b */

/* The larger of a and b, NaN where either is. At a tie each gets half of the gradient, beside a NaN
 * both get all of it. */
slm_tensor *slm_maximum(slm_ctx *slm, slm_tensor *a, slm_tensor *b);
slm_tensor *slm_minimum(slm_ctx *slm, slm_tensor *a, slm_tensor *b); /* likewise the smaller */

slm_tensor *slm_neg(slm_ctx *slm, slm_tensor *x);
slm_tensor *slm_exp(slm_ctx *slm, slm_tensor *x);
slm_tensor *slm_log(slm_ctx *slm, slm_tensor *x);
slm_tensor *slm_sqrt(slm_ctx *slm, slm_tensor *x);
slm_tensor *slm_abs(slm_ctx *slm, slm_tensor *x); /* gradient 0 at 0 */

/* x limited to low..high, either of which may be infinite; low <= high (RELATION). The gradient is
 * 1 from low to high, both included, else 0. */
slm_tensor *slm_clip(slm_ctx *slm, slm_tensor *x, double low, double high);
slm_tensor *slm_pow(slm_ctx *slm, slm_tensor *x, double exponent);
slm_tensor *slm_tanh(slm_ctx *slm, slm_tensor *x);
slm_tensor *slm_sigmoid(slm_ctx *slm, slm_tensor *x);
slm_tensor *slm_relu(slm_ctx *slm, slm_tensor *x); /* gradient 0 at 0 */

/* x times the normal distribution function of x; tanh_form: its approximation by tanh, not erf. */
slm_tensor *slm_gelu(slm_ctx *slm, slm_tensor *x, bool tanh_form);

/* Over `axes` (count of them; NULL, 0: all), for a scalar also 0 and -1. keepdims leaves them with
 * extent 1. Elements that share a maximum share its gradient equally; there is no maximum of no
 * elements. The same holds for the minimum. */
slm_tensor *slm_sum(slm_ctx *slm, slm_tensor *x, const int *axes, int count, bool keepdims);
slm_tensor *slm_mean(slm_ctx *slm, slm_tensor *x, const int *axes, int count, bool keepdims);
slm_tensor *slm_max(slm_ctx *slm, slm_tensor *x, const int *axes, int count, bool keepdims);
slm_tensor *slm_min(slm_ctx *slm, slm_tensor *x, const int *axes, int count, bool keepdims);
#define SLM_ALL NULL, 0, false

/* Positions of the largest along an axis, the first of equals and the first NaN before all, as
 * numpy.argmax: a leaf of indices without that axis. It is read from x's values as they are now
 * and, being no operation, not computed again by slm_forward. EMPTY when the axis has no elements.
 */
slm_tensor *slm_argmax(slm_ctx *slm, const slm_tensor *x, int axis);

/* (m,k) (k,n) -> (m,n); ranks 1 and up, leading axes broadcast, as numpy.matmul. A vector is a row
 * on the left and a column on the right, and its axis leaves the result: a (k) with (k,n) gives
 * (n), (m,k) with (k) gives (m), (k) with (k) a scalar. */
slm_tensor *slm_matmul(slm_ctx *slm, slm_tensor *a, slm_tensor *b);

/* The same elements in row-major order in another shape; one extent may be -1. */
slm_tensor *slm_reshape(slm_ctx *slm, slm_tensor *x, int rank, const int64_t *shape);

/* The shape without axes of extent 1: those named, or, NULL, 0, all of them. flatten makes one axis
 * of those from first to last, so that 0, -1 gives a vector. Both are recorded as a reshape. */
slm_tensor *slm_squeeze(slm_ctx *slm, slm_tensor *x, const int *axes, int count);
slm_tensor *slm_flatten(slm_ctx *slm, slm_tensor *x, int first, int last);

/* Axis i of the result is axes[i] of x; NULL, 0: all reversed. transpose swaps two, of a scalar
 * also 0 and -1. */
slm_tensor *slm_permute(slm_ctx *slm, slm_tensor *x, const int *axes, int count);
slm_tensor *slm_transpose(slm_ctx *slm, slm_tensor *x, int axis_a, int axis_b);
slm_tensor *slm_broadcast_to(slm_ctx *slm, slm_tensor *x, int rank, const size_t *shape);

/* x[start:stop:step] along one axis; ends out of range are clipped. SLM_END is a stop past the end;
 * with a negative step, a stop before the start is -SLM_END. */
#define SLM_END INT64_MAX
slm_tensor *slm_slice(slm_ctx *slm, slm_tensor *x, int axis, int64_t start, int64_t stop,
                      int64_t step);
slm_tensor *slm_concat(slm_ctx *slm, slm_tensor *const *parts, int count, int axis);

/* Cuts x along an axis into `count` equal parts, parts[0 .. count), each recorded as a slice; all
 * of them or none. count divides the extent (RELATION). */
slm_status slm_split(slm_ctx *slm, slm_tensor *x, int axis, int count, slm_tensor **parts);

/* Along one axis; a scalar is a line of one element and has axis 0 (or -1). */
slm_tensor *slm_softmax(slm_ctx *slm, slm_tensor *x, int axis);
slm_tensor *slm_log_softmax(slm_ctx *slm, slm_tensor *x, int axis);

/* Losses: scalars. mse is the mean of (p - t)^2, recorded as sub, mul, mean; bce the mean of
 * log(1 + e^z) - t z for logits z and targets of their shape, stable; cross_entropy the mean over
 * the rows whose class is not `ignore` of -log softmax(logits)[class], logits (..., C) and classes
 * (...) of indices. When all rows are ignored it is NaN and its gradient 0; a mean of nothing is
 * NaN in the others, too. */
slm_tensor *slm_mse(slm_ctx *slm, slm_tensor *prediction, slm_tensor *target);
slm_tensor *slm_bce_with_logits(slm_ctx *slm, slm_tensor *logits, slm_tensor *target);
slm_tensor *slm_cross_entropy(slm_ctx *slm, slm_tensor *logits, slm_tensor *classes,
                              int64_t ignore);

/* (x - mean) / sqrt(variance + eps) gamma + beta, over the last axis of x (..., D), rank 1 or more;
 * gamma and beta (D). The variance divides by D; eps is 0 or more. */
slm_tensor *slm_layer_norm(slm_ctx *slm, slm_tensor *x, slm_tensor *gamma, slm_tensor *beta,
                           double eps);

/* Rows of a table: (V,D), indices (...) -> (...,D). */
slm_tensor *slm_embedding(slm_ctx *slm, slm_tensor *table, slm_tensor *index);

/* Zero with probability p, else x / (1 - p); each forward draws a new mask. */
slm_tensor *slm_dropout(slm_ctx *slm, slm_tensor *x, double p);

/* a where mask is not 0, else b. All three broadcast; mask holds reals and gets no gradient. */
slm_tensor *slm_where(slm_ctx *slm, slm_tensor *mask, slm_tensor *a, slm_tensor *b);

/* `value` where mask is not 0, else x. mask: reals that broadcast to the shape of x; it gets no
 * gradient. */
slm_tensor *slm_masked_fill(slm_ctx *slm, slm_tensor *x, slm_tensor *mask, double value);

/* The same operations by name, for bindings and tools. */
typedef struct {
    const char *key;
    int count;            /* of items */
    double number;        /* a real, an integer, or 0 / 1 */
    const int64_t *items; /* a list, an empty one too; NULL: `number` is the value */
} slm_attr_value;
slm_tensor *slm_apply(slm_ctx *slm, const char *op, slm_tensor *const *inputs, int input_count,
                      const slm_attr_value *attrs, int attr_count);

/* --- Tape --- */

typedef struct {
    uint64_t opaque[6];
} slm_mark;

/* A rewind forgets everything recorded after the mark. A mark ends with its context, as tensors do,
 * and is refused in another. */
slm_mark slm_tape_mark(slm_ctx *slm);
slm_status slm_tape_rewind(slm_ctx *slm, slm_mark mark);

/* Tensors on the tape in order of recording, leaves included, parameters not. */
size_t slm_tape_count(const slm_ctx *slm);
slm_tensor *slm_tape_at(const slm_ctx *slm, size_t i);

/* While on, what is recorded requires no gradient; but a leaf that is made to require one does, and
 * so does what slm_tape_load brings back, as it did. */
void slm_no_grad(slm_ctx *slm, bool on);

/* What is recorded between push and pop is named name/...; scopes nest. A loaded tape keeps its own
 * scopes. */
slm_status slm_scope_push(slm_ctx *slm, const char *name);
slm_status slm_scope_pop(slm_ctx *slm);

/* What a tensor is on the tape. */
const char *slm_op_name(const slm_tensor *t);  /* NULL for a leaf; static */
const char *slm_name_of(const slm_tensor *t);  /* own name, or the op's name, or "" */
const char *slm_scope_of(const slm_tensor *t); /* "mlp/linear1", "" at the top */
bool slm_is_parameter(const slm_tensor *t);
int slm_input_count(const slm_tensor *t);
slm_tensor *slm_input(const slm_tensor *t, int i);

/* Runs again every node that `root` is computed from, in the order of the tape's recording. No
 * allocation after the first time. */
slm_status slm_forward(slm_ctx *slm, slm_tensor *root);

/* Adds d root / d leaf to every leaf's gradient; inner gradients start from zero. `upstream` is d L
 * / d root, of root's shape; NULL stands for 1 and needs root to have one element. */
slm_status slm_backward(slm_ctx *slm, slm_tensor *root, const slm_real *upstream);

/* The same with the length of `upstream`; LENGTH when it is not root's. */
slm_status slm_backward_from(slm_ctx *slm, slm_tensor *root, const slm_real *upstream,
                             size_t count);

/* While on, dropout keeps its masks when the tape is run again. */
void slm_freeze_random(slm_ctx *slm, bool on);

/* One node at a time. *node is the node that was run, NULL after the last. Between begin and the
 * end (or slm_step_end) every other forward or backward is refused. */
slm_status slm_forward_begin(slm_ctx *slm, slm_tensor *root);
slm_status slm_forward_next(slm_ctx *slm, slm_tensor **node);

/* What one node's backward did to each of its inputs: before + contribution = after. A repeated
 * input has two entries. */
typedef struct {
    slm_tensor *node; /* NULL: backward is complete */
    int count;        /* of inputs */
    struct {
        slm_tensor *tensor;     /* the input; if it needs no gradient, the next three are NULL */
        const slm_real *before; /* zeros at the first contribution */
        const slm_real *contribution; /* upstream x local derivative, summed over broadcast axes */
        const slm_real *after;
        bool first; /* this contribution is the first: it writes instead of adding */
    } input[SLM_MAX_INPUTS];
} slm_backward_step; /* valid until the next call on the context */
slm_status slm_backward_begin(slm_ctx *slm, slm_tensor *root, const slm_real *upstream);
slm_status slm_backward_next(slm_ctx *slm, slm_backward_step *step);
void slm_step_end(slm_ctx *slm); /* gives up a stepped pass; a no-op when there is none */

#ifdef __cplusplus
}
#endif

#include "attention/attention.h"
#include "corpus/corpus.h"
#include "data/dataset.h"
#include "inspect/inspect.h"
#include "nn/nn.h"
#include "sampling/sampling.h"
#include "tokenizer/tokenizer.h"
#include "trainer/trainer.h"
#include "training/training.h"
#include "transformer/transformer.h"

#endif
