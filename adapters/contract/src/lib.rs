//! The contract between gatewayd and its adapters: points, samples, commands.
