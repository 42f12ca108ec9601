"""Who was heard: the call log (值班电话记录), the first ledger of every night."""
