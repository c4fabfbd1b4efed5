/* The beginning and end that all saved bytes share: four letters that name the format, a version,
 * the content, and a checksum of everything before it.
 *
 *     format        letters  written by
 *     tape          SLMT     inspect/serialize.c
 *     tokenizer     SLMV     tokenizer/saved.c
 *     checkpoint    SLMC     training/checkpoint.c
 *     run           SLMR     trainer/snapshot.c */
#ifndef SLM_AUTOGRAD_SAVED_H
#define SLM_AUTOGRAD_SAVED_H

#include "autograd/context.h"
#include "base/bytes.h"

typedef struct {
    char letters[4];
    unsigned version;
    const char *stranger; /* the sentence for bytes of another format */
} slm_format;

slm_writer slm_saved_begin(slm_ctx *slm, const slm_format *format);

/* Writes the checksum and hands the bytes to the caller, who frees them with slm_bytes_free. When
 * memory was refused on the way, frees them and fails; `op` names the caller in the error. */
slm_status slm_saved_end(slm_ctx *slm, slm_writer *w, slm_bytes *out, const char *op);

/* The same for bytes of no format of ours. */
slm_status slm_hand_over(slm_ctx *slm, slm_writer *w, slm_bytes *out, const char *op);

/* Checks letters, version and checksum, so that damaged bytes are refused before any of them is
 * believed, and leaves the reader at the content, which ends where the checksum began. */
slm_status slm_saved_open(slm_ctx *slm, slm_reader *r, const slm_format *format);

/* The byte that says how wide the writer's reals are: 4 or 8. */
slm_status slm_saved_width(slm_ctx *slm, slm_reader *r, unsigned *width);

slm_status slm_saved_refuse(slm_ctx *slm, const slm_reader *r, const char *rule);
slm_status slm_saved_damaged(slm_ctx *slm, const slm_reader *r);

#endif
