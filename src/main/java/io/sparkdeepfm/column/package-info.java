/**
 * Names, look-up and metadata of a DataFrame's columns, and the exception that a bad cell becomes.
 */
package io.sparkdeepfm.column;
