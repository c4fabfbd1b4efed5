/* Layers: parameters with names, and functions that record what they compute. Included by slm.h.
 *
 * A layer is a small struct of the caller's; it holds pointers to its parameters, which live as
 * long as the context. Making a layer creates parameters; applying it records nodes, as often as
 * wanted and always on the same parameters. Both carry the layer's scope, so that weights and
 * operations of one layer are found under one name ("mlp/linear1").
 *
 * What fails leaves its sentence in the context, as everywhere; a layer that could not be made
 * holds NULL, which later calls refuse. */
#ifndef SLM_NN_NN_H
#define SLM_NN_NN_H

#include "base/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- Activations: SLM_X(code, name) --- */

#define SLM_ACTIVATIONS                                                                            \
    SLM_X(IDENTITY, "identity")                                                                    \
    SLM_X(RELU, "relu")                                                                            \
    SLM_X(TANH, "tanh")                                                                            \
    SLM_X(SIGMOID, "sigmoid")                                                                      \
    SLM_X(GELU, "gelu")

typedef enum {
#define SLM_X(code, name) SLM_##code,
    SLM_ACTIVATIONS
#undef SLM_X
        SLM_ACTIVATION_COUNT
} slm_activation;

const char *slm_activation_name(slm_activation activation); /* "relu"; static; "" when unknown */

/* Records one activation of x. The identity records nothing and returns x. gelu is the exact form.
 */
slm_tensor *slm_activate(slm_ctx *slm, slm_activation activation, slm_tensor *x);

/* --- Initialisations of a weight (in, out): SLM_X(code, name). Biases are always zero.
 *
 *   normal    N(0, 0.2^2), whatever the size: the manual's
 *   kaiming   N(0, 2 / in): He et al., "Delving deep into rectifiers", 2015, eq. 10
 *   xavier    uniform in +-sqrt(6 / (in + out)): Glorot and Bengio, "Understanding the difficulty
 *             of training deep feedforward neural networks", 2010, eq. 16
 *   zeros     all alike, to see why that does not learn --- */

#define SLM_INITS                                                                                  \
    SLM_X(NORMAL, "normal")                                                                        \
    SLM_X(KAIMING, "kaiming")                                                                      \
    SLM_X(XAVIER, "xavier")                                                                        \
    SLM_X(ZEROS, "zeros")

typedef enum {
#define SLM_X(code, name) SLM_INIT_##code,
    SLM_INITS
#undef SLM_X
        SLM_INIT_COUNT
} slm_init;

const char *slm_init_name(slm_init init); /* "normal"; static; "" when unknown */

/* Fills a parameter or leaf of rank 2, (in, out), with numbers of the context's random stream. The
 * numbers are rounded to float, so that a seed means the same weights in either build. */
slm_status slm_init_weight(slm_ctx *slm, slm_tensor *weight, slm_init init);

/* Fills a parameter or leaf of any shape with N(0, deviation^2), likewise. deviation: 0 to
 * 1e30. */
slm_status slm_init_normal(slm_ctx *slm, slm_tensor *t, double deviation);

/* --- Linear: y = x W + b --- */

typedef struct {
    slm_tensor *weight; /* (in, out), named "weight" within the layer's scope */
    slm_tensor *bias;   /* (out), named "bias"; NULL in a layer made without one */
} slm_linear;

/* Makes the parameters within the open scopes and `name`. Own values: slm_set afterwards. */
slm_status slm_linear_create(slm_ctx *slm, slm_linear *layer, const char *name, size_t in,
                             size_t out, slm_init init);

/* The same without a bias: y = x W. */
slm_status slm_linear_create_unbiased(slm_ctx *slm, slm_linear *layer, const char *name, size_t in,
                                      size_t out, slm_init init);

/* x (..., in) -> (..., out): records a matmul and, with a bias, an add within the layer's scope. */
slm_tensor *slm_linear_forward(slm_ctx *slm, const slm_linear *layer, slm_tensor *x);

/* --- LayerNorm: each row to mean 0 and variance 1, then y = h gamma + beta (Ba, Kiros and Hinton,
 * "Layer normalization", 2016, eq. 4) --- */

typedef struct {
    slm_tensor *gamma; /* (width), ones at first */
    slm_tensor *beta;  /* (width) */
    double eps;        /* 1e-5 when made; the caller may set another, 0 or more */
} slm_layernorm;

slm_status slm_layernorm_create(slm_ctx *slm, slm_layernorm *layer, const char *name, size_t width);

/* x (..., width) -> the same shape: records one layer_norm. */
slm_tensor *slm_layernorm_forward(slm_ctx *slm, const slm_layernorm *layer, slm_tensor *x);

/* --- Embedding: a table with one row of numbers for each token --- */

typedef struct {
    slm_tensor *weight; /* (rows, width) */
} slm_embeddings;

/* Its numbers are drawn from N(0, deviation^2). */
slm_status slm_embeddings_create(slm_ctx *slm, slm_embeddings *layer, const char *name, size_t rows,
                                 size_t width, double deviation);

/* index (...) -> (..., width): records one embedding. */
slm_tensor *slm_embeddings_forward(slm_ctx *slm, const slm_embeddings *layer, slm_tensor *index);

/* Dropout has no parameters: it is the operation slm_dropout. */

/* --- MLP: linear layers with an activation after each but the last --- */

enum { SLM_MLP_HIDDEN = 6, SLM_MLP_LAYERS = SLM_MLP_HIDDEN + 1 };

typedef struct {
    size_t inputs, outputs;
    int hidden_count; /* 0 to SLM_MLP_HIDDEN; 0 is a single linear layer */
    size_t hidden[SLM_MLP_HIDDEN];
    slm_activation activation[SLM_MLP_HIDDEN]; /* one for each hidden layer */
    slm_activation output; /* after the last layer; zero-initialised it is the identity */
    double dropout;        /* after each hidden activation: the chance to be dropped, [0, 1) */
    slm_init init;
} slm_mlp_options;

typedef struct {
    slm_mlp_options options;
    slm_linear linear[SLM_MLP_LAYERS]; /* hidden_count + 1 of them: "mlp/linear1", ... */
    const char *scope;                 /* "mlp", within the scopes open when it was made */
} slm_mlp;

/* Makes the parameters of every layer, first to last, within the open scopes and "mlp". */
slm_status slm_mlp_create(slm_ctx *slm, slm_mlp *mlp, const slm_mlp_options *options);

/* x (n, inputs) -> (n, outputs). Records each layer within "mlp/linearN"; activations stand in
 * "mlp" as "relu1", dropouts as "dropout1", numbered by layer. `training`: with dropout. `hidden`,
 * unless NULL, has room for hidden_count tensors and gets what each hidden layer gives after its
 * activation and before its dropout. */
slm_tensor *slm_mlp_forward(slm_ctx *slm, const slm_mlp *mlp, slm_tensor *x, bool training,
                            slm_tensor **hidden);

#ifdef __cplusplus
}
#endif

#endif
