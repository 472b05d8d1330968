/** What a command reads: files of a format, columns of a type, labelled rows and their split. */
package io.sparkdeepfm.cli.input;
