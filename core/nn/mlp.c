#include "nn/module.h"

static slm_status refuse(slm_ctx *slm, const char *key, double value, const char *rule) {
    return slm_fail_value(&slm->error, "mlp", key, value, rule);
}

static slm_status check(slm_ctx *slm, const slm_mlp_options *o) {
    if (o->hidden_count < 0 || o->hidden_count > SLM_MLP_HIDDEN)
        return refuse(slm, "the count of hidden layers", o->hidden_count, "0 to 6");
    for (int i = 0; i < o->hidden_count; i++)
        if ((unsigned)o->activation[i] >= SLM_ACTIVATION_COUNT)
            return refuse(slm, "an activation", (double)o->activation[i], "one of slm_activation");
    if ((unsigned)o->output >= SLM_ACTIVATION_COUNT)
        return refuse(slm, "the output activation", (double)o->output, "one of slm_activation");
    if (!(o->dropout >= 0 && o->dropout < 1))
        return refuse(slm, "dropout", o->dropout, "0 or more and less than 1");
    return SLM_OK;
}

static slm_status make_layers(slm_ctx *slm, slm_mlp *mlp) {
    const slm_mlp_options *o = &mlp->options;
    size_t in = o->inputs;
    for (int i = 0; i <= o->hidden_count; i++) {
        char name[SLM_NUMBERED];
        slm_numbered(name, "linear", i + 1);
        size_t out = i < o->hidden_count ? o->hidden[i] : o->outputs;
        slm_status s = slm_linear_create(slm, &mlp->linear[i], name, in, out, o->init);
        if (s) return s;
        in = out;
    }
    return SLM_OK;
}

slm_status slm_mlp_create(slm_ctx *slm, slm_mlp *mlp, const slm_mlp_options *options) {
    if (mlp) *mlp = (slm_mlp){0};
    if (!slm) return SLM_E_NULL;
    if (!mlp || !options)
        return slm_fail_null(&slm->error, "mlp", mlp ? "the options" : "the network");
    *mlp = (slm_mlp){.options = *options};
    slm_layer_make making;
    slm_status s = slm_layer_make_begin(slm, &making, "mlp");
    mlp->scope = slm->scope;
    if (!s) s = check(slm, &mlp->options);
    if (!s) s = make_layers(slm, mlp);
    if (s) *mlp = (slm_mlp){0};
    return slm_layer_make_end(slm, &making, s);
}

/* Records and names one node "relu1"; what records nothing is not renamed. */
static slm_tensor *activate(slm_ctx *slm, slm_activation activation, slm_tensor *x, int number) {
    slm_tensor *y = slm_activate(slm, activation, x);
    if (!y || y == x) return y;
    char name[SLM_NUMBERED];
    slm_numbered(name, slm_activation_name(activation), number);
    return slm_name(slm, y, name);
}

static slm_tensor *drop(slm_ctx *slm, double p, slm_tensor *x, int number) {
    char name[SLM_NUMBERED];
    slm_numbered(name, "dropout", number);
    slm_tensor *y = slm_dropout(slm, x, p);
    return y ? slm_name(slm, y, name) : NULL;
}

static slm_tensor *record(slm_ctx *slm, const slm_mlp *mlp, slm_tensor *x, bool training,
                          slm_tensor **hidden) {
    const slm_mlp_options *o = &mlp->options;
    for (int i = 0; i < o->hidden_count; i++) {
        x = slm_linear_forward(slm, &mlp->linear[i], x);
        if (x) x = activate(slm, o->activation[i], x, i + 1);
        if (hidden) hidden[i] = x;
        if (x && training && o->dropout > 0) x = drop(slm, o->dropout, x, i + 1);
        if (!x) return NULL;
    }
    x = slm_linear_forward(slm, &mlp->linear[o->hidden_count], x);
    return x ? activate(slm, o->output, x, o->hidden_count + 1) : NULL;
}

slm_tensor *slm_mlp_forward(slm_ctx *slm, const slm_mlp *mlp, slm_tensor *x, bool training,
                            slm_tensor **hidden) {
    if (!slm) return NULL;
    if (!mlp) {
        slm_fail_null(&slm->error, "mlp", "the network");
        return NULL;
    }
    slm_layer_start start = slm_layer_begin(slm, mlp->scope);
    return slm_layer_end(slm, &start, record(slm, mlp, x, training, hidden));
}
