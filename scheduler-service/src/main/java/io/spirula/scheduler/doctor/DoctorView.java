package io.spirula.scheduler.doctor;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all services found, as the API shows it.
 *
 * @param at when they were asked
 * @param verdict the worst of the findings'
 * @param findings the worst first
 */
record DoctorView(Instant at, Verdict verdict, List<FindingView> findings) {

    /**
     * What one service, or several of them alike, found.
     *
     * @param services who found it
     * @param check what was looked at
     * @param object on what
     * @param verdict how it is
     * @param code a stable code; OK where all is well
     * @param text what is so, and what it means
     * @param mend a line that mends it; null where there is none
     */
    record FindingView(
            List<Service> services,
            String check,
            String object,
            Verdict verdict,
            String code,
            String text,
            @Nullable String mend) {

        static FindingView of(List<Service> services, Finding finding) {
            return new FindingView(
                    services,
                    finding.check(),
                    finding.object(),
                    finding.verdict(),
                    finding.code(),
                    finding.text(),
                    finding.mend());
        }
    }

    /** Pure. */
    static DoctorView of(Instant at, Map<Service, List<Finding>> found) {
        Map<Finding, List<Service>> byFinding = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            for (Finding finding : found.getOrDefault(service, List.of())) {
                List<Service> services = byFinding.computeIfAbsent(finding, one -> new ArrayList<>());
                if (!services.contains(service)) {
                    services.add(service);
                }
            }
        }
        List<FindingView> findings = byFinding.entrySet().stream()
                .map(entry -> FindingView.of(List.copyOf(entry.getValue()), entry.getKey()))
                .sorted(Comparator.comparing(FindingView::verdict, Comparator.reverseOrder()))
                .toList();
        return new DoctorView(
                at, findings.isEmpty() ? Verdict.OK : findings.get(0).verdict(), findings);
    }
}
