package io.spirula.messaging.examination;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import java.util.List;
import java.util.function.Supplier;

/**
 * Something to be looked at, which may take a while.
 *
 * @param check what is looked at
 * @param object on what
 * @param whereToLook a line to be copied, for people when there is no answer about it
 * @param look changes nothing
 */
public record Examination(String check, String object, String whereToLook, Supplier<List<Finding>> look) {}
