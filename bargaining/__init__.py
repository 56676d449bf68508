"""工资集体协商办案系统: case management for collective wage bargaining."""
