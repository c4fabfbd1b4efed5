#include "autograd/saved.h"

#include <string.h>

slm_writer slm_saved_begin(slm_ctx *slm, const slm_format *format) {
    slm_writer w = slm_writer_start(&slm->memory);
    slm_write_raw(&w, format->letters, sizeof format->letters);
    slm_write_u8(&w, format->version);
    return w;
}

slm_status slm_saved_end(slm_ctx *slm, slm_writer *w, slm_bytes *out, const char *op) {
    slm_write_checksum(w);
    return slm_hand_over(slm, w, out, op);
}

slm_status slm_hand_over(slm_ctx *slm, slm_writer *w, slm_bytes *out, const char *op) {
    if (w->failed) {
        slm_writer_free(w);
        return slm_out_of_memory(slm, op);
    }
    *out = (slm_bytes){w->data, w->length, w->capacity};
    return SLM_OK;
}

void slm_bytes_free(slm_ctx *slm, slm_bytes *bytes) {
    if (!slm || !bytes) return;
    slm_memory_free(&slm->memory, bytes->data, bytes->capacity);
    *bytes = (slm_bytes){0};
}

slm_status slm_saved_refuse(slm_ctx *slm, const slm_reader *r, const char *rule) {
    return SLM_FAIL(&slm->error, SLM_E_BYTES, SLM_UINT("at", r->at), SLM_TEXT("rule", rule));
}

slm_status slm_saved_damaged(slm_ctx *slm, const slm_reader *r) {
    return slm_saved_refuse(slm, r, "the bytes are damaged");
}

slm_status slm_saved_open(slm_ctx *slm, slm_reader *r, const slm_format *format) {
    const unsigned char *letters = slm_read_raw(r, sizeof format->letters);
    if (!letters || memcmp(letters, format->letters, sizeof format->letters))
        return slm_saved_refuse(slm, r, format->stranger);
    if (slm_read_u8(r) != format->version)
        return slm_saved_refuse(slm, r, "this version of the format is unknown");
    return slm_read_checksum(r) ? SLM_OK : slm_saved_damaged(slm, r);
}

slm_status slm_saved_width(slm_ctx *slm, slm_reader *r, unsigned *width) {
    *width = slm_read_u8(r);
    return *width == 4 || *width == 8 ? SLM_OK
                                      : slm_saved_refuse(slm, r, "numbers must have 4 or 8 bytes");
}
