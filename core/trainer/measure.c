/* Norms of gradients, and how far an update moves the weights: of each parameter, of each layer and
 * of all. */
#include "kernels/norms.h"
#include "trainer/internal.h"

#include <string.h>

void slm_trainer_measure(slm_trainer *t) {
    slm_squares all = SLM_NO_SQUARES;
    for (size_t i = 0; i < t->layers; i++) {
        slm_squares layer = SLM_NO_SQUARES;
        for (size_t k = 0; k < t->layer[i].count; k++) {
            const slm_tensor *p = t->slm->parameter[t->layer[i].first + k];
            slm_squares own = SLM_NO_SQUARES;
            if (p->grad_set) own = slm_squares_of(p->grad, p->count);
            t->squares[t->layer[i].first + k] = own.sum / own.scale / own.scale;
            slm_squares_join(&layer, &own);
        }
        slm_squares_join(&all, &layer);
    }
    t->norm = slm_squares_root(&all);
}

void slm_trainer_copy_weights(slm_trainer *t) {
    slm_real *to = t->before;
    for (size_t i = 0; i < t->parameters; i++) {
        const slm_tensor *p = t->slm->parameter[i];
        memcpy(to, p->data, p->count * sizeof *to);
        to += p->count;
    }
}

/* |update| / |weights before|; weights that are all 0, such as new biases, have no ratio. */
static double ratio(double update, double weights) {
    return weights > 0 ? sqrt(update / weights) : (double)NAN;
}

/* Sums of squares: of gradient, update and the weights before it. */
typedef struct {
    double gradient, update, weights;
} squares;

static void add(squares *to, const squares *x) {
    to->gradient += x->gradient;
    to->update += x->update;
    to->weights += x->weights;
}

static void write_row(double *value, const squares *x) {
    value[0] = sqrt(x->gradient);
    value[1] = ratio(x->update, x->weights);
}

void slm_trainer_record_sample(slm_trainer *t) {
    double *value = t->sample, *of_layer = value + SLM_COLUMN_ROWS;
    double *of_parameter = of_layer + 2 * t->layers;
    squares all = {0};
    const slm_real *before = t->before;
    for (size_t i = 0; i < t->layers; i++, of_layer += 2) {
        squares layer = {0};
        for (size_t k = 0; k < t->layer[i].count; k++, of_parameter += 2) {
            size_t index = t->layer[i].first + k;
            const slm_tensor *p = t->slm->parameter[index];
            squares own = {.gradient = t->squares[index],
                           .update = slm_sum_squared_differences(p->data, before, p->count),
                           .weights = slm_sum_squares(before, p->count)};
            write_row(of_parameter, &own);
            add(&layer, &own);
            before += p->count;
        }
        write_row(of_layer, &layer);
        add(&all, &layer);
    }
    value[SLM_COLUMN_LOSS] = t->step_loss;
    write_row(value + SLM_COLUMN_NORM, &all);
    slm_track_push(&t->steps, t->step, value);
}
