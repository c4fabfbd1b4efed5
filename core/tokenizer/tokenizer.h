/* The tokenizer: text as a row of numbers, and back. Included by slm.h.
 *
 * Byte-pair encoding (Sennrich, Haddow and Birch, "Neural machine translation of rare words with
 * subword units", 2016) over bytes, as in GPT-2: any text in any language has tokens, and decoding
 * returns every byte. Tokens 0 to 255 are the bytes; without merges it is a tokenizer of bytes.
 * Each later token merges two earlier ones, in the order in which they were learned. Text is first
 * cut into pieces: a run of letters, of digits, of white space or of other signs, with one space
 * before it, and after 256 bytes in any case. No token reaches over a cut. All bytes outside ASCII
 * count as letters.
 *
 * Or characters: each code point of a text is one token. */
#ifndef SLM_TOKENIZER_TOKENIZER_H
#define SLM_TOKENIZER_TOKENIZER_H

#include "base/types.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { SLM_TOKEN_BYTES = 256, SLM_VOCABULARY = 65536 /* tokens at most, the bytes included */ };

typedef struct slm_tokenizer slm_tokenizer; /* lives as long as the context */

/* Learns from `length` bytes: merges the pair of neighbouring tokens that occurs most often, of
 * equal ones the pair of smaller numbers, until there are `vocabulary` tokens (SLM_TOKEN_BYTES to
 * SLM_VOCABULARY) or no pair occurs twice. NULL with a sentence on error. */
slm_tokenizer *slm_tokenizer_train(slm_ctx *slm, const char *text, size_t length,
                                   size_t vocabulary);

/* One token for each different code point of the text, in ascending order. NULL with the error:
 * UTF8 names the first byte that is not, VALUE for more than SLM_VOCABULARY characters or
 * none. */
slm_tokenizer *slm_tokenizer_characters(slm_ctx *slm, const char *text, size_t length);

size_t slm_tokenizer_count(const slm_tokenizer *tokenizer); /* tokens; 0 for NULL */

/* Tokens that are no merges, the first ones: SLM_TOKEN_BYTES, or the number of characters. */
size_t slm_tokenizer_bases(const slm_tokenizer *tokenizer);

/* The two tokens that `token` merges. False, nothing written, when it is no merge. */
bool slm_tokenizer_merge(const slm_tokenizer *tokenizer, int32_t token, int32_t *left,
                         int32_t *right);

/* The bytes a token stands for, not terminated; valid as long as the context. NULL, *length 0, when
 * there is no such token. A token need not be a whole character. */
const char *slm_tokenizer_bytes(const slm_tokenizer *tokenizer, int32_t token, size_t *length);

/* Writes at most `room` tokens and tells in *count how many there are: no more than `length`. When
 * room is too small (LENGTH) what fits has been written. tokens NULL with room 0: only counts. With
 * a tokenizer of characters, UTF8 names the first byte that is not UTF-8, and SYMBOL the first
 * character that has no token. */
slm_status slm_tokenizer_encode(slm_ctx *slm, const slm_tokenizer *tokenizer, const char *text,
                                size_t length, int32_t *tokens, size_t room, size_t *count);

/* The bytes of all the tokens, likewise; not terminated. INDEX: there is no such token; SIZE: they
 * are too many to address; nothing has been written. */
slm_status slm_tokenizer_decode(slm_ctx *slm, const slm_tokenizer *tokenizer, const int32_t *tokens,
                                size_t count, char *text, size_t room, size_t *length);

/* As bytes, for a file, and back: either build, any machine. The caller frees the buffer with
 * slm_bytes_free. Damaged bytes (they end in a checksum) are refused. */
slm_status slm_tokenizer_save(slm_ctx *slm, const slm_tokenizer *tokenizer, slm_bytes *out);
slm_tokenizer *slm_tokenizer_load(slm_ctx *slm, const unsigned char *data, size_t length);

#ifdef __cplusplus
}
#endif

#endif
