/**
 * Every Param once: how it is declared, checked and turned into the records that the packages below
 * work with.
 */
package io.sparkdeepfm.param;
