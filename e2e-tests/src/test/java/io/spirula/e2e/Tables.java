package io.spirula.e2e;

import io.spirula.sandbox.PostgresSandbox;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The services' tables, seen by the database's administrator. */
record Tables(PostgresSandbox postgres) {

    /** The rows of a query, each as its columns joined by blanks. */
    List<String> rows(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    row.append(column == 1 ? "" : " ").append(rows.getString(column));
                }
                found.add(row.toString());
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                postgres.admin().url(),
                postgres.admin().user(),
                postgres.admin().password());
    }
}
