package io.spirula.messaging.doctor;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.query.DoctorAnswer;
import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.messaging.examination.Examination;
import io.spirula.messaging.examination.Examiner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has everything looked at at once, and waits for none of it longer than questions may take. Thread-safe. */
public final class Doctor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);
    private static final int THREADS = 32;

    private final Service service;
    private final List<Examiner> examiners;
    private final Duration patience;
    private final ExecutorService threads =
            new ThreadPoolExecutor(0, THREADS, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), task -> {
                Thread looking = new Thread(task, "doctor");
                looking.setDaemon(true);
                return looking;
            });

    /**
     * @param patience what has not been seen by then is told as unknown
     */
    Doctor(Service service, Collection<Examiner> examiners, Duration patience) {
        this.service = service;
        this.examiners = List.copyOf(examiners);
        this.patience = patience;
    }

    public DoctorAnswer answer(DoctorQuestion question) {
        long end = System.nanoTime() + patience.toNanos();
        List<Running> all = examiners.stream()
                .flatMap(examiner -> examiner.examinations(question).stream())
                .map(this::start)
                .toList();
        List<Finding> findings = new ArrayList<>();
        all.forEach(running -> findings.addAll(running.await(end)));
        return new DoctorAnswer(findings);
    }

    private Running start(Examination examination) {
        FutureTask<List<Finding>> task =
                new FutureTask<>(() -> examination.look().get());
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            // as many as there are threads hang: this one waits for its time-out with them
            LOG.debug("{} of {} is not looked at", examination.check(), examination.object());
        }
        return new Running(service, examination, task);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static String logOf(Service service) {
        return "docker compose logs " + service.wireName() + " | grep CHECK_FAILED   # or its log, wherever it runs";
    }

    private record Running(Service service, Examination examination, FutureTask<List<Finding>> task) {

        List<Finding> await(long end) {
            try {
                return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return List.of(failed(
                        "CHECK_TIMED_OUT",
                        "no answer in time, so it is not known how it is",
                        examination.whereToLook()));
            } catch (ExecutionException e) {
                LOG.warn("CHECK_FAILED: {} of {}", examination.check(), examination.object(), e.getCause());
                return List.of(failed("CHECK_FAILED", "it could not be looked at: " + e.getCause(), logOf(service)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of();
            }
        }

        private Finding failed(String code, String text, String mend) {
            return Finding.failed(
                    examination.check(),
                    examination.object(),
                    code,
                    examination.check() + " " + examination.object() + ": " + text,
                    mend);
        }
    }
}
