package io.spirula.messaging.doctor;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.contracts.query.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks at everything when the service starts, and again and again after that, sooner while something is wrong; tells the
 * log what became wrong, with the line that mends it, and what is well again.
 */
final class SelfCheck implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(SelfCheck.class);

    private final Doctor doctor;
    private final Duration first;
    private final Duration interval;
    private final Duration soon;
    private volatile List<Finding> failed = List.of();
    private volatile @Nullable Thread thread;
    private volatile CountDownLatch stop = new CountDownLatch(0);

    /**
     * @param first how long to let a new installation make its topics
     * @param interval between two looks
     * @param soon the same while something is wrong
     */
    SelfCheck(Doctor doctor, Duration first, Duration interval, Duration soon) {
        this.doctor = doctor;
        this.first = first;
        this.interval = interval;
        this.soon = soon;
    }

    /** What was wrong when it was last looked at. */
    List<Finding> failed() {
        return failed;
    }

    @Override
    public void start() {
        CountDownLatch end = new CountDownLatch(1);
        stop = end;
        Thread started = new Thread(() -> run(end), "self-check");
        started.setDaemon(true);
        started.start();
        thread = started;
    }

    @Override
    public void stop() {
        stop.countDown();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run(CountDownLatch end) {
        try {
            Duration pause = first;
            while (!end.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
                pause = failed.isEmpty() ? interval : soon;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void look() {
        List<Finding> now = doctor.answer(DoctorQuestion.NO_PLACES).findings().stream()
                .filter(finding -> finding.verdict() == Verdict.FAILED)
                .toList();
        List<Finding> before = failed;
        failed = now;
        without(now, before).forEach(SelfCheck::tell);
        without(before, now).forEach(finding -> LOG.info("{}: {} is well again", finding.code(), finding.object()));
    }

    private static void tell(Finding finding) {
        String mend = finding.mend();
        LOG.warn("{}: {}{}", finding.code(), finding.text(), mend == null ? "" : "; what to do: " + mend);
    }

    /** By what is wrong with what, whatever else the text says. */
    private static List<Finding> without(List<Finding> all, List<Finding> known) {
        List<Finding> rest = new ArrayList<>(all);
        rest.removeIf(finding -> known.stream()
                .anyMatch(other ->
                        other.code().equals(finding.code()) && other.object().equals(finding.object())));
        return rest;
    }
}
