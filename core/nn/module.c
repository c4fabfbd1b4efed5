#include "nn/module.h"

slm_status slm_layer_make_begin(slm_ctx *slm, slm_layer_make *making, const char *name) {
    *making = (slm_layer_make){slm_arena_here(&slm->lasting),
                               slm->parameters,
                               slm->name_count,
                               slm->rng,
                               slm->scope,
                               slm->depth};
    return slm_scope_push(slm, name);
}

slm_status slm_layer_make_end(slm_ctx *slm, const slm_layer_make *making, slm_status s) {
    if (s) {
        slm_arena_rewind(&slm->lasting, making->lasting);
        slm->parameters = making->parameters;
        slm->name_count = making->names;
        slm->rng = making->rng;
    }
    slm->scope = making->scope;
    slm->depth = making->depth;
    return s;
}

slm_layer_start slm_layer_begin(slm_ctx *slm, const char *scope) {
    slm_layer_start start = {slm_tape_mark(slm), slm->rng, slm->scope};
    slm->scope = scope;
    return start;
}

slm_tensor *slm_layer_end(slm_ctx *slm, const slm_layer_start *start, slm_tensor *y) {
    slm->scope = start->outer;
    if (!y) {
        slm_tape_rewind(slm, start->mark);
        slm->rng = start->rng;
    }
    return y;
}

void slm_numbered(char name[SLM_NUMBERED], const char *word, int number) {
    slm_text text = slm_text_fixed(name, SLM_NUMBERED);
    slm_text_add(&text, word);
    slm_text_int(&text, number);
}
