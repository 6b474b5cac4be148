package io.spirula.scheduler.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionTemplate;

class ProblemAdviceTest {

    private final ProblemAdvice advice = new ProblemAdvice((request, code, detail) -> {});

    @Test
    void aRequestWhoseSessionPostgresEndedCanBeTriedAgain() {
        assertThatThrownBy(() -> transactions("rollback").executeWithoutResult(status -> {
                    throw new IllegalStateException("what follows when a statement finds the session gone");
                }))
                .isInstanceOfSatisfying(
                        TransactionSystemException.class,
                        lost -> assertThat(advice.sessionLost(lost).getStatusCode())
                                .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE));
    }

    @Test
    void whetherACommitThatFailedWasDoneIsNotClaimed() {
        assertThatThrownBy(() -> transactions("commit").executeWithoutResult(status -> {}))
                .isInstanceOfSatisfying(
                        TransactionSystemException.class,
                        unknown -> assertThat(advice.sessionLost(unknown).getStatusCode())
                                .isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR));
    }

    /** Of a connection that is closed when it is to end the transaction in this way. */
    private static TransactionTemplate transactions(String end) {
        Connection connection = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(end)) {
                        throw new SQLException("Connection is closed");
                    }
                    return method.getReturnType() == boolean.class ? Boolean.FALSE : null;
                });
        DataSource database = new SingleConnectionDataSource(connection, true);
        return new TransactionTemplate(new JdbcTransactionManager(database));
    }
}
