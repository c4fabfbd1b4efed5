/* What any training loop needs: optimizers, clipping, a schedule, checkpoints, batches of text.
 * Included by slm.h. */
#ifndef SLM_TRAINING_TRAINING_H
#define SLM_TRAINING_TRAINING_H

#include "base/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- Optimizers: SLM_X(code, name)
 *
 *   sgd     b = momentum b + g;  w -= lr b  (without momentum: w -= lr g). Weight decay is L2:
 *           g += decay w, as in torch.optim.SGD.
 *   adam    m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;
 *           w -= lr m' / (sqrt(v') + eps),  m' = m / (1 - beta1^t), v' = v / (1 - beta2^t)
 *           (Kingma and Ba, "Adam", 2015, algorithm 1). Weight decay is L2, as in torch.optim.Adam.
 *   adamw   w -= lr decay w first, then as adam without decay (Loshchilov and Hutter, "Decoupled
 *           weight decay regularization", 2019, algorithm 2, with lr as its schedule) --- */

#define SLM_OPTIMIZERS                                                                             \
    SLM_X(SGD, "sgd")                                                                              \
    SLM_X(ADAM, "adam")                                                                            \
    SLM_X(ADAMW, "adamw")

typedef enum {
#define SLM_X(code, name) SLM_##code,
    SLM_OPTIMIZERS
#undef SLM_X
        SLM_OPTIMIZER_COUNT
} slm_optimizer_kind;

typedef struct {
    slm_optimizer_kind kind;
    double lr;           /* 0 or more */
    double momentum;     /* [0, 1), sgd */
    double beta1, beta2; /* [0, 1), adam and adamw */
    double eps;          /* more than 0, adam and adamw */
    double weight_decay; /* 0 or more */
} slm_optimizer_options;

typedef struct slm_optimizer slm_optimizer;

const char *slm_optimizer_name(slm_optimizer_kind kind); /* "adam"; static; "" when unknown */

/* lr 0.1 for sgd and 0.001 for the others, betas 0.9 and 0.999, eps 1e-8, no momentum; weight decay
 * 0, for adamw 0.01. */
slm_optimizer_options slm_optimizer_defaults(slm_optimizer_kind kind);

/* An optimizer of all parameters of the context, also those made later; it lives as long as the
 * context, in a trainer's until the next reset. NULL with a sentence for options out of range, NaN
 * included. */
slm_optimizer *slm_optimizer_create(slm_ctx *slm, const slm_optimizer_options *options);

/* New options for the next step. Momentum, m, v and t are kept, except that going between sgd and
 * the other kinds starts them anew: they mean different things. Refused options change nothing. */
slm_status slm_optimizer_set(slm_ctx *slm, slm_optimizer *optimizer,
                             const slm_optimizer_options *options);

/* Updates every parameter whose gradient is set (by a backward since slm_zero_grad) and leaves the
 * others alone, their t included. State is allocated at the first step that needs it; when that
 * fails, nothing has changed. NONFINITE names the first parameter whose gradient is NaN or infinite
 * somewhere; nothing has changed then either. */
slm_status slm_optimizer_step(slm_ctx *slm, slm_optimizer *optimizer);

/* Parameter groups: factors on the optimizer's learning rate and weight decay for one parameter, 1
 * and 1 at first; decay 0 for the biases and norms, say. With lr 0 the parameter is frozen: a step
 * leaves it and what is kept of it alone, though its gradient is computed. They live as long as the
 * context and are in no checkpoint. VALUE below 0 or beyond 1e30. */
slm_status slm_parameter_factors(slm_ctx *slm, slm_tensor *parameter, double lr,
                                 double weight_decay);

enum { SLM_MOMENTS = 2 };

/* What an optimizer keeps of one parameter, as its options are now: sgd, with momentum, d; adam and
 * adamw m and v. Each has the parameter's count of elements; NULL: it keeps none, or no step has
 * needed it yet, and it is all zeros. They hold until the next step. */
typedef struct {
    const slm_real *moment[SLM_MOMENTS];
    uint64_t t; /* updates so far */
} slm_parameter_moments;
slm_status slm_optimizer_moments(slm_ctx *slm, const slm_optimizer *optimizer,
                                 const slm_tensor *parameter, slm_parameter_moments *out);

/* L2 norm of the set gradients of all parameters; 0 when none is set, or slm is NULL. */
double slm_grad_norm(const slm_ctx *slm);

/* Scales the set gradients of all parameters by min(1, max_norm / (norm + 1e-6)), as
 * torch.nn.utils.clip_grad_norm_. *norm, unless NULL, gets their L2 norm before, also when it is
 * not finite: then NONFINITE names the parameter, and no gradient is scaled. max_norm > 0. */
slm_status slm_clip_grad_norm(slm_ctx *slm, double max_norm, double *norm);

/* The learning rate of a schedule after `step` updates: up in equal parts to lr at the warmup-th
 * update, then along half a cosine down to `least`, which it has from `steps` on, but not before
 * the warmup is over (Loshchilov and Hutter, "SGDR", 2017, equation 5, one period). For
 * slm_optimizer_set before each step. */
typedef struct {
    double lr, least;
    uint64_t warmup, steps;
} slm_schedule;
double slm_schedule_lr(const slm_schedule *schedule, uint64_t step); /* NULL: 0 */

/* Checkpoint: all parameters of the context, what an optimizer keeps of them, the state of the
 * context's random numbers and a number of steps, as bytes. Loaded into a context with the same
 * parameters (by scope, name and shape, in order of creation), a training loop goes on bit for bit
 * as the saved one would have. optimizer NULL: weights alone; an optimizer that loads such bytes
 * starts anew, as it does from those of another kind (slm_optimizer_set). Bytes of either build
 * load into either.
 *
 * The caller frees the buffer with slm_bytes_free. Damaged bytes (they end in a checksum), and
 * those that do not match, are refused (BYTES) and change nothing. step may be NULL. */
slm_status slm_checkpoint_save(slm_ctx *slm, const slm_optimizer *optimizer, uint64_t step,
                               slm_bytes *out);
slm_status slm_checkpoint_load(slm_ctx *slm, slm_optimizer *optimizer, const unsigned char *data,
                               size_t length, uint64_t *step);

/* A batch for a language model: fills the leaves x and y, indices (rows, T), from `count` tokens of
 * text. Each row of x is a stretch of T tokens from a random place (one number of the context's
 * random stream a row), the same row of y the tokens that come after each of them. count > T. */
slm_status slm_text_batch(slm_ctx *slm, slm_tensor *x, slm_tensor *y, const int32_t *tokens,
                          size_t count);

#ifdef __cplusplus
}
#endif

#endif
