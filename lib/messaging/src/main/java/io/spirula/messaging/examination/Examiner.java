package io.spirula.messaging.examination;

import io.spirula.contracts.query.DoctorQuestion;
import java.util.List;

/** Knows how to look at a part of the service or of what it uses. Every bean of this kind is asked. Thread-safe. */
@FunctionalInterface
public interface Examiner {

    /** Only says what there is to be looked at: it does not wait for anything. */
    List<Examination> examinations(DoctorQuestion question);
}
