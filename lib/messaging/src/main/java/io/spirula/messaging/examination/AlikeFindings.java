package io.spirula.messaging.examination;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps what is told of many images short. Pure. */
public final class AlikeFindings {

    /** So many with the same code are named. */
    public static final int NAMED = 20;

    private AlikeFindings() {}

    /**
     * Those that are named, and how many more there are.
     *
     * @param all the object of which the rest is told
     */
    public static List<Finding> named(Collection<Finding> findings, String all) {
        Map<String, List<Finding>> byCode = new LinkedHashMap<>();
        findings.forEach(finding -> byCode.computeIfAbsent(finding.code(), code -> new ArrayList<>())
                .add(finding));
        List<Finding> named = new ArrayList<>();
        byCode.values().forEach(alike -> {
            alike.stream().limit(NAMED).forEach(named::add);
            if (alike.size() > NAMED) {
                named.add(rest(alike.get(0), alike.size() - NAMED, all));
            }
        });
        return named;
    }

    private static Finding rest(Finding one, int more, String all) {
        return new Finding(
                one.check(),
                all,
                one.verdict(),
                one.code(),
                "the same is so of " + more + " more images",
                "spirula doctor   # again, once the others are mended");
    }
}
