/* What the tasks on points have in common: rows of numbers, batches of them, and graphs that
 * predict. */
#ifndef SLM_TRAINER_POINTS_H
#define SLM_TRAINER_POINTS_H

#include "data/sampler.h"
#include "trainer/internal.h"

enum {
    SLM_CHUNK = 256,      /* rows that are evaluated at once, at most */
    SLM_LEAST_CHUNK = 128 /* fewer would cost more a row */
};

/* The first member of their state. */
typedef struct {
    slm_dataset data;
    slm_loss loss;
    slm_sampler sampler;
    size_t outputs;                /* columns of a prediction */
    slm_task_graph predict, probe; /* chunks of rows; one row */
    int hidden_count;
    slm_tensor *hidden[SLM_MLP_HIDDEN]; /* of `predict` */
} slm_points;

slm_points *slm_points_of(const slm_trainer *t); /* NULL without a run on points */

/* Inputs, outputs and classes of the data that a configuration names. */
slm_dataset slm_points_shape(const slm_trainer *t, const slm_config *config, bool running);

/* The loss of a configuration, which for `auto` is what suits the data. */
slm_loss slm_points_loss(const slm_config *config, const slm_dataset *shape);

/* For the table of a task. */
slm_status slm_points_gather(slm_trainer *t, slm_arena *memory, void **data);
bool slm_points_waits(const slm_trainer *t);
void slm_points_begin(slm_trainer *t); /* the first part of `make` */
void slm_points_load_batch(slm_trainer *t);
void slm_points_advance(slm_trainer *t);
void slm_points_progress(const slm_trainer *t, slm_progress *progress);
void slm_points_save(const slm_trainer *t, slm_writer *w);
slm_status slm_points_restore(slm_trainer *t, slm_loader *l);

/* Own points in place of those before: at once where the run can go on with them, which begins its
 * epoch again; otherwise they wait for a reset. Takes over `memory`, unless it fails. */
slm_status slm_points_replace(slm_trainer *t, slm_arena *memory, const slm_dataset *points);

/* Puts `count` rows of the data, from `first` on, into a graph's leaves. */
void slm_points_load(const slm_trainer *t, const slm_task_graph *g, size_t first, size_t count);
void slm_points_loaded(slm_trainer *t, const slm_task_graph *g); /* x and y have been written */

/* Recording. The model is a function that records itself: x (rows, inputs) -> (rows, outputs). */
typedef slm_tensor *slm_points_model(slm_trainer *t, slm_tensor *x, bool training,
                                     slm_tensor **hidden);
size_t slm_points_batch(const slm_trainer *t); /* rows of a step */
/* With targets and loss; only a graph that is not for training has a prediction. */
bool slm_points_record_loss(slm_trainer *t, slm_task_graph *g, size_t rows, bool training,
                            slm_points_model *model);
bool slm_points_record_predictions(slm_trainer *t, slm_points_model *model); /* predict, probe */

/* predict.c: of what a graph has predicted for the `count` rows from `first` on, how many are
 * right? confusion (classes, classes), unless NULL, counts each. */
size_t slm_points_right(const slm_points *points, const slm_task_graph *g, size_t first,
                        size_t count, uint32_t *confusion);
/* Predicts these rows in chunks and counts likewise, confusion from 0. */
slm_status slm_points_count(slm_trainer *t, size_t first, size_t count, uint32_t *confusion,
                            size_t *correct);
size_t slm_likeliest(const slm_real *p, size_t columns); /* the first of the largest */

extern const slm_view slm_view_map, slm_view_probe, slm_view_confusion;

#endif
