package io.spirula.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

class DatabaseFailuresTest {

    private final FailureClassifier failures = new DatabaseFailures();

    @ParameterizedTest
    @ValueSource(strings = {"08006", "40001", "40P01", "53300", "55P03", "57P01", "57014", "58030", "25006"})
    void whatTheDatabaseCallsPassingIsTransient(String state) {
        assertThat(failures.isTransient(new TransactionSystemException("commit", new SQLException("x", state))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42P01", "22001", "", "x"})
    void whatAStatementDidWrongIsNot(String state) {
        assertThat(failures.isTransient(new TransactionSystemException("commit", new SQLException("x", state))))
                .isFalse();
    }

    @Test
    void springsOwnWordsForItAreKnown() {
        assertThat(failures.isTransient(new CannotAcquireLockException("x"))).isTrue();
        assertThat(failures.isTransient(new DataAccessResourceFailureException("x")))
                .isTrue();
        assertThat(failures.isTransient(new CannotCreateTransactionException("x")))
                .isTrue();
        assertThat(failures.isTransient(new DuplicateKeyException("x"))).isFalse();
        assertThat(failures.isTransient(new IllegalStateException("x"))).isFalse();
    }

    @Test
    void waitsDoubleUpToTheirLimit() {
        BackOff backOff = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(1));
        assertThat(backOff.after(1)).isEqualTo(Duration.ofMillis(200));
        assertThat(backOff.after(3)).isEqualTo(Duration.ofMillis(800));
        assertThat(backOff.after(4)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backOff.after(1_000_000)).isEqualTo(Duration.ofSeconds(1));
    }
}
