/** What a trained model knows: its embeddings as rows, similar tokens, the importance of fields. */
package io.sparkdeepfm.insight;
