package io.sparkdeepfm.report;

import java.io.Serializable;

/**
 * One Param as a training used it.
 *
 * @param name of the Param
 * @param value as text
 * @param defaultValue as text
 * @param changed whether the value is not the default
 */
public record Parameter(String name, String value, String defaultValue, boolean changed)
    implements Serializable {}
