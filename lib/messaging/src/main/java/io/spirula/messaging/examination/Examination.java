package io.spirula.messaging.examination;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import java.util.List;
import java.util.function.Supplier;

/**
 * Something to be looked at, which may take a while.
 *
 * @param check what is looked at
 * @param object on what
 * @param look changes nothing
 */
public record Examination(String check, String object, Supplier<List<Finding>> look) {}
